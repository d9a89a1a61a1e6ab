package events_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
)

// batch is how many events the inbox hands over at once when many wait.
const batch = 500

// Events are counted far quicker than they are recorded, so that a stream that is read again is counted in minutes.
func BenchmarkHandle(b *testing.B) {
	testkit.DurableEngines(b, func(b *testing.B, engine testkit.Engine) {
		for name, made := range map[string]func(n int) cloudevent.Event{
			"head-counts": someCount, "attendance": someAttendance,
		} {
			b.Run(name, func(b *testing.B) {
				r := newRig(b, engine)
				r.tell(b, location("place-0"), location("place-1"), location("place-2"), programme("buurtcentra"), programme("jongerenwerk"))
				n := 0
				for b.Loop() {
					events := make([]cloudevent.Event, batch)
					for i := range events {
						events[i] = made(n)
						n++
					}
					require.NoError(b, r.try(events...))
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
			})
		}
	})
}

func someCount(n int) cloudevent.Event {
	return count(fmt.Sprintf("count-%09d", n), 12, func(m *activitiesv1.HeadCountSaved) {
		m.LocationId, m.Date = id("place", n%3), fmt.Sprintf("2022-%02d-15", n/100%12+1)
	})
}

// someAttendance is of one of 3,600 young people, who come ten times each.
func someAttendance(n int) cloudevent.Event {
	return event("attendance.saved", &activitiesv1.AttendanceSaved{
		Id: fmt.Sprintf("attendance-%09d", n), Version: 1, LocationId: id("place", n%3), ProgrammeId: "jongerenwerk",
		Date: fmt.Sprintf("2022-%02d-15", n/3600%12+1), Person: fmt.Sprintf("%x", sha256.Sum256([]byte(id("person", n%3600)))),
		AgeBand: peoplev1.AgeBand(3 + n%3), Visits: 1,
	})
}
