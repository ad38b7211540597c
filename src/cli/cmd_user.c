/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto user: the accounts of the staff. A password is typed twice on a terminal, or comes as one line of the standard input; never on the command line. */
#include "base/common.h"
#include "base/leaked.h"
#include "base/password.h"
#include "cli/desk.h"
#include "store/account.h"
#include "work/role.h"
#include <recto/error.h>
#include <termios.h>
#include <unistd.h>

typedef struct { RectoDesk desk; char *role; gboolean no_password; } User;

static bool refuse(User *user, const char *key, const char *english) { return recto_error_say(&user->desk.error, RECTO_ERROR_USAGE, key, english, NULL); }

/* ------------------------------------------------------------------ the password */

static void wipe(char *line) {
  if (line) explicit_bzero(line, strlen(line));
  g_free(line);
}

/* One line without its end; NULL = there is none, or it is not text. */
static char *read_line(void) {
  char line[RECTO_PASSWORD_MOST + 3] = "";
  char *got = fgets(line, sizeof line, stdin);
  size_t length = got ? strcspn(line, "\r\n") : 0;
  bool whole = got && line[length] && g_utf8_validate(line, (gssize)length, NULL);
  char *text = whole ? g_strndup(line, length) : NULL;
  explicit_bzero(line, sizeof line);
  return text;
}

static char *ask(User *user, const char *key) {
  struct termios shown, hidden;
  g_autofree char *text = recto_cli_say(&user->desk.cli, key, NULL);
  fprintf(stderr, "%s ", text);
  if (tcgetattr(STDIN_FILENO, &shown) != 0) return NULL;
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t)ECHO;
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  char *line = read_line();
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  fputc('\n', stderr);
  return line;
}

static char *take_password(User *user) {
  if (!isatty(STDIN_FILENO)) return read_line();
  char *first = ask(user, "cli.user.password"), *second = first ? ask(user, "cli.user.again") : NULL;
  bool same = second && g_str_equal(first, second);
  wipe(second);
  if (same) return first;
  wipe(first);
  refuse(user, "error.password-differs", "the two passwords differ");
  return NULL;
}

/* The list of the site file, if it names one: it must be one before anything is typed. */
static bool has_list(User *user) {
  const char *path = user->desk.cli.site.leaked_passwords;
  return !path || recto_leaked_check(path, &user->desk.error);
}

static bool is_leaked(User *user, const char *password) {
  const char *path = user->desk.cli.site.leaked_passwords;
  bool holds = false;
  if (!path || (recto_leaked_holds(path, password, &holds, &user->desk.error) && !holds)) return false;
  if (holds) refuse(user, "error.password-leaked", "this password stands in a list of leaked ones");
  return true;
}

/* The hash of a password that may be kept. */
static char *new_hash(User *user, const char *name) {
  gsize size = 0;
  const char *words = recto_models_passwords(user->desk.cli.models, &size);
  glong least = (glong)recto_limit(user->desk.cli.models, "account.password-least");
  char *password = has_list(user) ? take_password(user) : NULL, *hash = NULL;
  g_autofree char *letters = g_strdup_printf("%ld", least);
  if (!password) {
    if (!user->desk.error) refuse(user, "error.no-password", "a password is expected, as one line of the standard input");
  } else if (g_utf8_strlen(password, -1) < least)
    recto_error_say(&user->desk.error, RECTO_ERROR_USAGE, "error.password-short", "the password must have at least {n} letters", "n", letters, NULL);
  else if (recto_password_is_common(words, size, name, password)) refuse(user, "error.password-common", "this password is among those that are guessed first");
  else if (!is_leaked(user, password)) hash = recto_password_hash(password, &user->desk.error);
  wipe(password);
  return hash;
}

/* ------------------------------------------------------------------ what is done */

static bool role_is_known(User *user, const char *word) {
  RectoStaffRole role;
  if (recto_staff_from_word(word, &role)) return true;
  return refuse(user, "error.bad-role", "a role is expected: depositor, counter, reviewer, admin or auditor");
}

static bool tell(User *user, const char *key, const char *name) {
  RectoDesk *desk = &user->desk;
  g_autofree char *text = recto_cli_say(&desk->cli, key, "name", name, NULL);
  if (!desk->cli.json) printf("%s\n", text);
  recto_desk_done(&desk->cli, "user", NULL, NULL, 1, -1);
  return true;
}

static bool add(User *user, const char *name) {
  RectoDesk *desk = &user->desk;
  if (!role_is_known(user, user->role ? user->role : "")) return false;
  g_autofree char *hash = user->no_password ? NULL : new_hash(user, name);
  RectoAccount account = {.name = (char *)name, .role = user->role, .hash = hash};
  if (desk->error || !recto_store_add_account(desk->store, &account, desk->cli.who, desk->work.now, &desk->error)) return false;
  return tell(user, "cli.user.added", name);
}

static bool remove_one(User *user, const char *name) {
  RectoDesk *desk = &user->desk;
  return recto_store_remove_account(desk->store, name, desk->cli.who, desk->work.now, &desk->error) && tell(user, "cli.user.removed", name);
}

static bool set_password(User *user, const char *name) {
  RectoDesk *desk = &user->desk;
  GError *cause = NULL;
  g_autoptr(RectoAccount) known = recto_store_account(desk->store, name, &cause); /* before somebody types one for nobody */
  if (!known) {
    if (cause) g_propagate_error(&desk->error, cause);
    return cause ? false : recto_error_say(&desk->error, RECTO_ERROR_USAGE, "error.no-account", "there is no account {name}", "name", name, NULL);
  }
  g_autofree char *hash = new_hash(user, name);
  return hash && recto_store_change_account(desk->store, name, NULL, hash, desk->cli.who, desk->work.now, &desk->error) && tell(user, "cli.user.password-set", name);
}

static bool set_role(User *user, const char *name, const char *role) {
  RectoDesk *desk = &user->desk;
  return role_is_known(user, role) && recto_store_change_account(desk->store, name, role, NULL, desk->cli.who, desk->work.now, &desk->error) && tell(user, "cli.user.role-set", name);
}

/* ------------------------------------------------------------------ the list */

static void print_account(const RectoCli *cli, const RectoAccount *account) {
  g_autofree char *key = g_strconcat("web.role.", account->role, NULL), *role = recto_cli_say(cli, key, NULL), *since = recto_desk_time(cli, account->created_at);
  g_autofree char *text = recto_cli_say(cli, account->hash ? "cli.user.line" : "cli.user.line-trusted", "name", account->name, "role", role, "since", since, NULL);
  printf("%s\n", text);
}

static void add_account(JsonBuilder *builder, const RectoAccount *account) {
  json_builder_begin_object(builder);
  recto_json_int(builder, "account", (int64_t)account->id);
  recto_json_string(builder, "name", account->name);
  recto_json_string(builder, "role", account->role);
  json_builder_set_member_name(builder, "password");
  json_builder_add_boolean_value(builder, account->hash != NULL);
  recto_desk_instant(builder, "madeAt", account->created_at);
  json_builder_end_object(builder);
}

static bool list(User *user) {
  RectoDesk *desk = &user->desk;
  g_autoptr(GPtrArray) accounts = recto_store_accounts(desk->store, &desk->error);
  g_autoptr(JsonBuilder) builder = json_builder_new();
  if (!accounts) return false;
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-users/1");
  json_builder_set_member_name(builder, "users");
  json_builder_begin_array(builder);
  for (guint i = 0; i < accounts->len; i++) {
    if (desk->cli.json) add_account(builder, accounts->pdata[i]);
    else print_account(&desk->cli, accounts->pdata[i]);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  if (desk->cli.json) recto_desk_print(builder);
  return true;
}

/* ------------------------------------------------------------------ the command */

static bool run(User *user) {
  char **words = user->desk.cli.rest;
  guint n = words ? g_strv_length(words) : 0;
  const char *what = n ? words[0] : "";
  g_autofree char *name = n >= 2 ? recto_account_name(words[1]) : NULL;
  if (n == 1 && g_str_equal(what, "list")) return list(user);
  if (n >= 2 && !name) return refuse(user, "error.bad-account-name", "a name has at most 64 of a-z 0-9 . _ @ - and begins with a letter or digit");
  if (n == 2 && g_str_equal(what, "add")) return add(user, name);
  if (n == 2 && g_str_equal(what, "remove")) return remove_one(user, name);
  if (n == 2 && g_str_equal(what, "password")) return set_password(user, name);
  if (n == 3 && g_str_equal(what, "role")) return set_role(user, name, words[2]);
  return recto_error_say(&user->desk.error, RECTO_ERROR_USAGE, "error.usage", "usage: recto {form}", "form", "user add|remove|password NOM, user role NOM ROLE, user list", NULL);
}

int recto_cmd_user(int argc, char **argv) {
  User user = {0};
  int code = 0;
  const GOptionEntry entries[] = {
      {"role", 0, 0, G_OPTION_ARG_STRING, &user.role, "avec add : depositor, counter, reviewer, admin, auditor (role)", "ROLE"},
      {"no-password", 0, 0, G_OPTION_ARG_NONE, &user.no_password, "avec add : entre seulement par un serveur de confiance (through a trusted server alone)", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&user.desk, argc, argv, "add|remove|password|role|list NOM ", "Les comptes du personnel. Le mot de passe se tape au terminal ou arrive sur l'entrée standard.", entries,
                      RECTO_DESK_KNOWS, &code))
    code = recto_desk_end(&user.desk, run(&user));
  g_free(user.role);
  recto_desk_clear(&user.desk);
  return code;
}
