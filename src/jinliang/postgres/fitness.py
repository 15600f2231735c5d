"""Whether a database is fit for Jinliang, the embedded one or any other."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from jinliang.core.refusal import Refusal

EXTENSIONS = ("pg_trgm", "btree_gist")
OLDEST = 15


def check(url: str) -> None:
    """Refuse a database on which Jinliang would not work, or would work wrongly without a word.

    It must be PostgreSQL 15 or newer, have pg_trgm and btree_gist (made here if allowed), and tell similar Chinese
    names. Raises Refusal.
    """
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        why = f"连不上数据库：{str(error).strip()}"
        raise Refusal("database_unreachable", why, "核对 DATABASE_URL 和数据库是否在运行") from error
    with connection:
        if connection.info.server_version < OLDEST * 10000:
            version = connection.info.server_version // 10000
            raise Refusal("database_too_old", f"数据库是 PostgreSQL {version}", f"换用 {OLDEST} 或更新的版本")
        extend(connection)
        row = connection.execute("SELECT similarity('焊接装备', '焊接装备厂')").fetchone()
        if row is None or not row[0] > 0:
            why = "数据库的区域设置认不出汉字，相近名称查不出来"
            raise Refusal("locale_blind", why, "用 LOCALE 'C.UTF-8'、ENCODING 'UTF8' 重建数据库")


def extend(connection: psycopg.Connection[Any]) -> None:
    """The extensions we need, in this database. Raises Refusal where they are missing or not allowed."""
    for name in EXTENSIONS:
        try:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
        except psycopg.errors.FeatureNotSupported as error:
            raise Refusal("extension_missing", f"数据库没有扩展 {name}", "安装 PostgreSQL 的 contrib 组件") from error
        except psycopg.errors.InsufficientPrivilege as error:
            fix = f"请数据库管理员在本库执行 CREATE EXTENSION {name}"
            raise Refusal("extension_missing", f"没有权限建立扩展 {name}", fix) from error
