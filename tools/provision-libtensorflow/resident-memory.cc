// A Node.js addon with two functions that give memory back to the system.
//
// It is compiled without the headers of Node.js, which not every install has: these two functions of
// N-API have kept their form since version 1.

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

using napi_value = void *;
using napi_callback = napi_value (*)(void *env, void *info);
extern "C" int napi_create_function(void *env, const char *name, size_t length, napi_callback callback,
                                    void *data, napi_value *result);
extern "C" int napi_set_named_property(void *env, napi_value object, const char *name,
                                       napi_value value);

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

// Only segments that cannot be written: a page that was written, by relocation for example, is lost
// when it is dropped. RELRO lies in a writable segment.
static int drop_pages(dl_phdr_info *library, size_t, void *) {
  if (strncmp(base_name(library->dlpi_name), "libtensorflow", strlen("libtensorflow")) != 0) return 0;
  const uintptr_t page = sysconf(_SC_PAGESIZE);
  for (int index = 0; index < library->dlpi_phnum; index++) {
    const ElfW(Phdr) &segment = library->dlpi_phdr[index];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    // Whole pages of the file only.
    const uintptr_t begin = library->dlpi_addr + segment.p_vaddr;
    const uintptr_t first = (begin + page - 1) & ~(page - 1);
    const uintptr_t last = (begin + segment.p_filesz) & ~(page - 1);
    if (first < last) madvise(reinterpret_cast<void *>(first), last - first, MADV_DONTNEED);
  }
  return 0;
}

// The pages of libtensorflow's file. The kernel reads a page again when it is used again.
static napi_value drop_library_pages(void *, void *) {
  dl_iterate_phdr(drop_pages, nullptr);
  return nullptr;
}

// The free memory of malloc, which keeps whatever lies between blocks in use.
static napi_value trim_malloc(void *, void *) {
  malloc_trim(0);
  return nullptr;
}

static void add(void *env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  if (napi_create_function(env, name, strlen(name), callback, nullptr, &function) == 0)
    napi_set_named_property(env, exports, name, function);
}

extern "C" __attribute__((visibility("default"))) napi_value
napi_register_module_v1(void *env, napi_value exports) {
  add(env, exports, "dropLibraryPages", drop_library_pages);
  add(env, exports, "trimMalloc", trim_malloc);
  return exports;
}
