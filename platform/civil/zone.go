package civil

import (
	"errors"
	"time"
)

// CheckZone says what is wrong with the name of the time zone of a calendar. "" and "Local" would be the zone of the machine, or
// none: another calendar on another machine.
func CheckZone(name string) error {
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		return errors.New("is no time zone; write it as Europe/Amsterdam")
	}
	return nil
}
