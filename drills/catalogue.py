"""All drills by their names, in the order of the calendar (docs/operations/drills.md)."""

from types import ModuleType

from drills import (
    clock_skew,
    database_failover,
    disk_full,
    expiry,
    key_ceremony,
    key_compromise,
    key_rotation,
    redis_loss,
    restore,
)

DRILLS: dict[str, ModuleType] = {
    "restore": restore,
    "key-ceremony": key_ceremony,
    "key-rotation": key_rotation,
    "key-compromise": key_compromise,
    "expiry": expiry,
    "clock-skew": clock_skew,
    "redis-loss": redis_loss,
    "database-failover": database_failover,
    "disk-full": disk_full,
}
