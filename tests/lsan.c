// SPDX-License-Identifier: GPL-3.0-or-later
// Linked into every program of the sanitizers' build, beside tests/lsan.supp.
// Cairo 1.16 forgets a table of each CFF font (Noto CJK) that it embeds in a PDF, as it finishes the file; what we allocate is allocated before. Its own frames cannot
// be walked by their pointers, so a suppression by name wants the slow walk of every allocation's stack, which makes tests of PDF files five to eight times as long.
// Here the leak checker looks away while cairo finishes, and only then.
#include <dlfcn.h>
#include <sanitizer/lsan_interface.h>

void cairo_surface_finish(void *surface);

// Takes the place of cairo's function of this name, and calls it.
void cairo_surface_finish(void *surface) {
  void (*finish)(void *) = (void (*)(void *))dlsym(RTLD_NEXT, "cairo_surface_finish");
  __lsan_disable();
  finish(surface);
  __lsan_enable();
}
