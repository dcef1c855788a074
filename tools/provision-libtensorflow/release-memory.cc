// A Node.js addon that gives memory back to the system each time it is loaded: the free memory of
// malloc, and the pages of libtensorflow that only its start needed. The kernel reads a page again from
// the library's file if it is used once more.
//
// It needs no header of Node.js: the entry point of N-API is a C function of two opaque pointers.

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

// Only segments that cannot be written: a page that was written, by relocation for example, is lost
// when it is dropped. RELRO lies in a writable segment.
static int release_library(dl_phdr_info *library, size_t, void *) {
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

extern "C" __attribute__((visibility("default"))) void *napi_register_module_v1(void *,
                                                                                void *exports) {
  malloc_trim(0);
  dl_iterate_phdr(release_library, nullptr);
  return exports;
}
