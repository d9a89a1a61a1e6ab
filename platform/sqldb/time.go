package sqldb

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Time is an instant as both engines store it: a BIGINT of microseconds since 1970 UTC. The zero Time is stored as 0.
type Time struct{ time.Time }

// At answers t as it is stored, cut to the microsecond, so that what is read back is equal.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Microsecond)}
}

// Value answers the microseconds.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return int64(0), nil
	}
	return t.UnixMicro(), nil
}

// Scan reads the microseconds.
func (t *Time) Scan(src any) error {
	micros, ok := src.(int64)
	if !ok {
		return fmt.Errorf("cannot read an instant from %T", src)
	}
	if micros == 0 {
		*t = Time{}
		return nil
	}
	*t = Time{time.UnixMicro(micros).UTC()}
	return nil
}
