/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attack cases. Each does the deed as a stranger's code would and tells by its exit status whether it came through. */
#include "reader/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static _Noreturn void judge(bool came_through) { _exit(came_through ? RECTO_EXIT_BREACH : RECTO_EXIT_REFUSED); }

static _Noreturn void judge_fd(int fd) { judge(fd >= 0); }

static void read_passwords(int memory, RectoTell *tell) { judge_fd(open("/etc/passwd", O_RDONLY | O_CLOEXEC)); }

static void open_socket(int memory, RectoTell *tell) { judge_fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

static void run_program(int memory, RectoTell *tell) {
  char *arguments[] = {"/bin/true", NULL};
  execv(arguments[0], arguments);
  judge(false);
}

static void turn_in_circles(int memory, RectoTell *tell) {
  for (volatile uint64_t i = 0;; i++) continue;
}

/* 1.2 GB at a time, touched here and there, so that it is not only promised. */
static void eat_memory(int memory, RectoTell *tell) {
  for (int i = 0; i < 8; i++) {
    volatile char *much = malloc((size_t)1200 << 20);
    for (size_t at = 0; much && at < ((size_t)1200 << 20); at += 1 << 20) much[at] = 1;
  }
  judge(true);
}

static void write_nowhere(int memory, RectoTell *tell) {
  volatile uintptr_t nowhere = 8;
  *(volatile int *)nowhere = 1;
  judge(true);
}

static void tell_page(RectoTell *tell, const RectoWirePage *page) {
  RectoWirePage answer = *page;
  GByteArray *bytes = g_byte_array_new();
  g_byte_array_append(bytes, (const guint8 *)&answer, sizeof answer);
  bool accepted = recto_tell(tell, RECTO_WIRE_PAGE, 0, bytes);
  judge(accepted);
}

static void tell_giant_page(int memory, RectoTell *tell) {
  g_autoptr(RectoPage) plain = recto_page_new((RectoPageId){0});
  g_autoptr(GByteArray) answer = recto_wire_from_page(plain);
  RectoWirePage page;
  memcpy(&page, answer->data, sizeof page);
  page.geometry.width = page.geometry.height = G_MAXUINT32;
  tell_page(tell, &page);
}

static void tell_short(int memory, RectoTell *tell) {
  char reply[8];
  (void)!write(tell->channel, "7 bytes", 7);
  judge(read(tell->channel, reply, sizeof reply) > 0);
}

static void write_file(int memory, RectoTell *tell) { judge_fd(open("/tmp/recto-attack", O_WRONLY | O_CREAT | O_CLOEXEC, 0600)); }

static void kill_parent(int memory, RectoTell *tell) { judge(kill(getppid(), SIGKILL) == 0); }

static void grow_answer(int memory, RectoTell *tell) { judge(ftruncate(memory, (off_t)1 << 40) == 0); }

static void fall_asleep(int memory, RectoTell *tell) {
  for (;;) sleep(1000);
}

static void fork_on(int memory, RectoTell *tell) {
  for (int i = 0; i < 1000; i++) {
    if (fork() < 0) judge(false);
  }
  judge(true);
}

static void give_up(int memory, RectoTell *tell) { abort(); }

/* ---- beyond the fourteen */

static void map_code(int memory, RectoTell *tell) {
  void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  judge(code != MAP_FAILED);
}

static void trace_parent(int memory, RectoTell *tell) { judge(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0); }

static void open_ring(int memory, RectoTell *tell) { judge(syscall(SYS_io_uring_setup, 8, NULL) >= 0); }

/* The original is lent for reading. */
static void change_original(int memory, RectoTell *tell) { judge(write(3, "x", 1) == 1); }

static void list_homes(int memory, RectoTell *tell) { judge_fd(open("/home", O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }

static void read_parent(int memory, RectoTell *tell) {
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)recto_attack, 1};
  judge(syscall(SYS_process_vm_readv, getppid(), &here, 1, &there, 1, 0) == 1);
}

static void *idle(void *unused) {
  while (sleep(1000) || !unused) continue;
  return NULL;
}

/* More threads than any decoder makes, with stacks so small that the limit on memory is not what stops them. */
static void spawn_threads(int memory, RectoTell *tell) {
  pthread_t thread;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  for (int i = 0; i < 5000; i++) {
    if (pthread_create(&thread, &small, idle, NULL) != 0) judge(false);
  }
  judge(true);
}

/* Fills the channel with records that nobody asked for. */
static void flood(int memory, RectoTell *tell) {
  RectoWireRecord record = {RECTO_WIRE_MAGIC, RECTO_WIRE_PAGE, 0, 0, 0, {0}};
  for (uint32_t i = 0; i < 1000000; i++) {
    if (write(tell->channel, &record, sizeof record) < 0) judge(false);
  }
  judge(true);
}

static void (*const CASES[])(int memory, RectoTell *tell) = {
  read_passwords, open_socket, run_program, turn_in_circles, eat_memory, write_nowhere, tell_giant_page, tell_short, write_file, kill_parent, grow_answer, fall_asleep,
  fork_on, give_up, map_code, trace_parent, open_ring, change_original, list_homes, read_parent, spawn_threads, flood,
};

void recto_attack(uint32_t number, int memory, RectoTell *tell) {
  if (number < G_N_ELEMENTS(CASES)) CASES[number](memory, tell);
  judge(true);
}
