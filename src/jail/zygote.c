/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fork, watch, report. Single-threaded; one poll over commands and the death of children. */
#include "jail/zygote.h"
#include "jail/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WATCH_MS = 100, FIRST_CHILD_FD = 3 };

typedef struct {
  uint32_t id;
  pid_t pid;
  clockid_t cpu;
  double cpu_end; /* CPU seconds at which its page's budget ends */
  bool over_cpu;
} Child;

typedef struct {
  int commands, deaths, ruleset;
  RectoJailLevel level;
  GArray *children; /* of Child */
  const RectoZygoteWork *work;
} Zygote;

/* ------------------------------------------------------------------ in the child */

static void plain_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  signal(SIGPIPE, SIG_IGN);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Leaves the child with /dev/null at 0 to 2 and these descriptors from 3 on, nothing else. A descriptor -1 leaves its place empty. */
static void keep_fds(int *fds, int n) {
  for (int i = 0; i < n; i++) {
    if (fds[i] >= 0) fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, FIRST_CHILD_FD + n);
  }
  for (int i = 0; i < n; i++) {
    close(FIRST_CHILD_FD + i);
    if (fds[i] >= 0) fds[i] = dup3(fds[i], FIRST_CHILD_FD + i, O_CLOEXEC);
  }
  closefrom(FIRST_CHILD_FD + n);
}

static _Noreturn void be_child(Zygote *zygote, const RectoWireOrder *order, const int given[RECTO_WIRE_ORDER_FDS]) {
  int fds[] = {given[0], given[1], given[2], zygote->ruleset};
  plain_signals();
  keep_fds(fds, G_N_ELEMENTS(fds));
  void *memory = mmap(NULL, order->answer_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fds[2], 0);
  if (memory == MAP_FAILED) _exit(RECTO_EXIT_JAIL);
  if (order->kind != RECTO_ORDER_ATTACK) close(fds[2]);
  RectoConfinement confinement = {order->memory, order->file_cpu_seconds, order->open_files, order->threads};
  if (recto_confine(&confinement, fds[3]) < zygote->level) _exit(RECTO_EXIT_JAIL);
  RectoTell tell = {fds[1], memory, order->answer_bytes, 0};
  zygote->work->work(zygote->work->self, order, fds[0], fds[2], &tell);
  _exit(EXIT_SUCCESS);
}

/* ------------------------------------------------------------------ the trial child */

static _Noreturn void try_jail(const RectoConfinement *confinement, int ruleset, int answer) {
  plain_signals();
  unsigned char level = (unsigned char)recto_confine(confinement, ruleset);
  int forbidden = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (level == RECTO_JAIL_FULL && forbidden >= 0) level = RECTO_JAIL_SECCOMP;
  (void)!write(answer, &level, 1);
  syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); /* must be the end */
  _exit(EXIT_SUCCESS);
}

RectoJailLevel recto_zygote_probe(const RectoConfinement *confinement, int ruleset) {
  int answer[2], status = 0;
  if (pipe2(answer, O_CLOEXEC) != 0) return RECTO_JAIL_NONE;
  pid_t pid = fork();
  if (pid == 0) try_jail(confinement, ruleset, answer[1]);
  close(answer[1]);
  unsigned char level = RECTO_JAIL_NONE;
  bool told = pid > 0 && read(answer[0], &level, 1) == 1;
  close(answer[0]);
  if (pid < 0 || waitpid(pid, &status, 0) != pid || !told || level > RECTO_JAIL_FULL) return RECTO_JAIL_NONE;
  bool deadly = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
  return deadly ? (RectoJailLevel)level : MIN((RectoJailLevel)level, RECTO_JAIL_LIMITS);
}

/* ------------------------------------------------------------------ in the zygote */

static double clock_seconds(clockid_t clock) {
  struct timespec now;
  return clock_gettime(clock, &now) == 0 ? (double)now.tv_sec + (double)now.tv_nsec / 1e9 : 0;
}

static Child *find_child(Zygote *zygote, uint32_t id) {
  for (guint i = 0; i < zygote->children->len; i++) {
    Child *child = &g_array_index(zygote->children, Child, i);
    if (child->id == id) return child;
  }
  return NULL;
}

static void notify(Zygote *zygote, uint32_t id, int status, const Child *child, const struct rusage *usage) {
  RectoWireNotice notice = {.magic = RECTO_WIRE_MAGIC, .kind = RECTO_NOTICE_EXITED, .child = id, .status = status};
  if (child) notice.over_cpu = child->over_cpu;
  if (usage) {
    notice.cpu_seconds = (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) + (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
    notice.peak_bytes = (uint64_t)usage->ru_maxrss * 1024;
  }
  if (!recto_channel_send(zygote->commands, &notice, sizeof notice, NULL, 0)) _exit(EXIT_FAILURE);
}

static void start_child(Zygote *zygote, const RectoWireOrder *order, const int fds[RECTO_WIRE_ORDER_FDS]) {
  pid_t pid = fork();
  if (pid == 0) be_child(zygote, order, fds);
  if (pid < 0) {
    notify(zygote, order->child, -errno, NULL, NULL);
    return;
  }
  Child child = {order->child, pid, 0, order->page_cpu_seconds, false};
  if (clock_getcpuclockid(pid, &child.cpu) != 0) child.cpu_end = G_MAXDOUBLE; /* RLIMIT_CPU and the wall clock remain */
  g_array_append_val(zygote->children, child);
}

static void take_order(Zygote *zygote, const RectoWireOrder *order) {
  Child *child = find_child(zygote, order->child);
  if (!child) return; /* it has ended meanwhile; its notice is on the way */
  if (order->kind == RECTO_ORDER_KILL) kill(child->pid, SIGKILL);
  if (order->kind == RECTO_ORDER_RENEW && child->cpu_end < G_MAXDOUBLE) child->cpu_end = clock_seconds(child->cpu) + order->page_cpu_seconds;
}

static bool take_orders(Zygote *zygote) {
  for (;;) {
    RectoWireOrder order = {0};
    int fds[RECTO_WIRE_ORDER_FDS] = {-1, -1, -1};
    /* START orders carry descriptors, the others none: both are taken by the same call. */
    RectoChannelResult result = recto_channel_receive(zygote->commands, &order, sizeof order, false, fds, RECTO_WIRE_ORDER_FDS);
    if (result == RECTO_CHANNEL_NOTHING) return true;
    if (result != RECTO_CHANNEL_MESSAGE || order.magic != RECTO_WIRE_MAGIC) return false;
    if (order.kind <= RECTO_ORDER_ATTACK) start_child(zygote, &order, fds);
    else take_order(zygote, &order);
    for (int i = 0; i < RECTO_WIRE_ORDER_FDS; i++) {
      if (fds[i] >= 0) close(fds[i]);
    }
  }
}

static void reap(Zygote *zygote) {
  struct signalfd_siginfo info;
  (void)!read(zygote->deaths, &info, sizeof info);
  for (;;) {
    int status = 0;
    struct rusage usage;
    pid_t pid = wait4(-1, &status, WNOHANG, &usage);
    if (pid <= 0) return;
    for (guint i = 0; i < zygote->children->len; i++) {
      Child child = g_array_index(zygote->children, Child, i);
      if (child.pid != pid) continue;
      g_array_remove_index_fast(zygote->children, i);
      notify(zygote, child.id, status, &child, &usage);
      break;
    }
  }
}

static void watch_cpu(Zygote *zygote) {
  for (guint i = 0; i < zygote->children->len; i++) {
    Child *child = &g_array_index(zygote->children, Child, i);
    if (child->over_cpu || child->cpu_end >= G_MAXDOUBLE || clock_seconds(child->cpu) < child->cpu_end) continue;
    child->over_cpu = true;
    kill(child->pid, SIGKILL);
  }
}

static bool greet(const Zygote *zygote) {
  RectoWireNotice hello = {.magic = RECTO_WIRE_MAGIC, .kind = RECTO_NOTICE_HELLO, .level = zygote->level};
  g_strlcpy(hello.text, zygote->work->versions, sizeof hello.text);
  return recto_channel_send(zygote->commands, &hello, sizeof hello, NULL, 0);
}

void recto_zygote_fail(int commands, const char *why) {
  RectoWireNotice notice = {.magic = RECTO_WIRE_MAGIC, .kind = RECTO_NOTICE_FAILED};
  g_strlcpy(notice.text, why, sizeof notice.text);
  recto_channel_send(commands, &notice, sizeof notice, NULL, 0);
}

static int serve(Zygote *zygote) {
  struct pollfd events[] = {{zygote->commands, POLLIN, 0}, {zygote->deaths, POLLIN, 0}};
  for (;;) {
    if (poll(events, G_N_ELEMENTS(events), zygote->children->len ? WATCH_MS : -1) < 0 && errno != EINTR) return EXIT_FAILURE;
    if (events[1].revents) reap(zygote);
    watch_cpu(zygote);
    if (events[0].revents && !take_orders(zygote)) break;
  }
  for (guint i = 0; i < zygote->children->len; i++) kill(g_array_index(zygote->children, Child, i).pid, SIGKILL);
  return EXIT_SUCCESS;
}

int recto_zygote_run(int commands, const RectoZygoteWork *work) {
  sigset_t deaths;
  sigemptyset(&deaths);
  sigaddset(&deaths, SIGCHLD);
  Zygote zygote = {.commands = commands, .ruleset = recto_confine_folders(work->folders), .work = work};
  zygote.level = recto_zygote_probe(&work->probe, zygote.ruleset);
  sigprocmask(SIG_BLOCK, &deaths, NULL);
  zygote.deaths = signalfd(-1, &deaths, SFD_CLOEXEC | SFD_NONBLOCK);
  zygote.children = g_array_new(FALSE, FALSE, sizeof(Child));
  int status = zygote.deaths < 0 || !greet(&zygote) ? EXIT_FAILURE : serve(&zygote);
  g_array_unref(zygote.children);
  return status;
}
