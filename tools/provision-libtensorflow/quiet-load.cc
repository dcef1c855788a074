// A Node.js addon that does one thing when it is loaded: it loads libtensorflow with stderr pointing
// at /dev/null. The library's static initialisers log before any log level can be set, and neither
// JavaScript nor an environment variable can keep that from the terminal.
//
// It uses no header of Node.js: N-API's entry point is a C function of two opaque pointers.

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef __APPLE__
#define LIBTENSORFLOW "@rpath/libtensorflow.2.dylib"
#else
#define LIBTENSORFLOW "libtensorflow.so"
#endif

extern "C" __attribute__((visibility("default"))) void *napi_register_module_v1(void *,
                                                                                void *exports) {
  const int standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (standard_error >= 0 && nowhere >= 0) {
    dup2(nowhere, STDERR_FILENO);
    dlopen(LIBTENSORFLOW, RTLD_LAZY);  // a failure shows again, and is told, when the binding loads
    dup2(standard_error, STDERR_FILENO);
  }
  if (nowhere >= 0) close(nowhere);
  if (standard_error >= 0) close(standard_error);
  return exports;
}
