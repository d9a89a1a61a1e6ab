package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// attendance answers version 1 of an attendance of a young person at centre in March 2022, changed.
func attendance(id, person string, change ...func(*activitiesv1.AttendanceSaved)) cloudevent.Event {
	m := &activitiesv1.AttendanceSaved{
		Id: id, Version: 1, SessionId: "s", LocationId: "centre", ProgrammeId: "jongerenwerk", Date: "2022-03-15",
		Person: person, AgeBand: peoplev1.AgeBand_AGE_BAND_13_TO_17, Visits: 1,
	}
	for _, c := range change {
		c(m)
	}
	return event("attendance.saved", m)
}

func again(version int64) func(*activitiesv1.AttendanceSaved) {
	return func(m *activitiesv1.AttendanceSaved) { m.Version = version }
}

// steps are told one after the other; the numbers of persons and of contacts follow each.
func TestPersonCountsOnceForAsLongAsAnAttendanceSpeaksForIt(t *testing.T) {
	april := func(m *activitiesv1.AttendanceSaved) { m.Date = "2022-04-01" }
	older := func(m *activitiesv1.AttendanceSaved) { m.AgeBand = peoplev1.AgeBand_AGE_BAND_18_TO_26 }
	led := func(m *activitiesv1.AttendanceSaved) { m.Visits = 0 }
	gone := func(m *activitiesv1.AttendanceSaved) { m.Withdrawn = true }
	steps := []struct {
		name                       string
		told                       cloudevent.Event
		persons, march, april, old int64
		contacts                   int64
	}{
		{"one comes", attendance("a", "anna"), 1, 1, 0, 0, 1},
		{"and comes again", attendance("b", "anna"), 1, 1, 0, 0, 2},
		{"another comes", attendance("c", "bert"), 2, 2, 0, 0, 3},
		{"one comes a month later", attendance("d", "anna", april), 2, 2, 1, 0, 4},
		{"and has had a birthday", attendance("d", "anna", april, older, again(2)), 2, 2, 1, 1, 4},
		{"a head count leads", attendance("c", "bert", led, again(2)), 2, 2, 1, 1, 3},
		{"two turn out to be one", attendance("c", "anna", led, again(3)), 1, 1, 1, 1, 3},
		{"and are two after all", attendance("c", "bert", again(4)), 2, 2, 1, 1, 4},
		{"one of two attendances goes", attendance("a", "anna", gone, again(2)), 2, 2, 1, 1, 3},
		{"and the other", attendance("b", "anna", gone, again(2)), 2, 1, 1, 1, 2},
		{"the last of one person goes", attendance("d", "anna", gone, again(3)), 1, 1, 0, 0, 1},
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("jongerenwerk"))
		for _, s := range steps {
			r.tell(t, s.told)
			f := r.figure(t, "youth-persons")
			require.Equal(t, s.persons, f.Value, s.name)
			require.Equal(t, [2]int64{s.march, s.april}, [2]int64(f.Months[2:4]), s.name)
			var old int64
			for _, part := range f.AgeBands {
				if part.Key == "18_to_26" {
					old = part.Value
				}
			}
			require.Equal(t, s.old, old, s.name)
			require.Equal(t, s.contacts, r.figure(t, "youth-contacts").Value, s.name)
			r.requireEveryFactOnce(t)
		}
	})
}

func TestSessionCountsWhileItIsHeld(t *testing.T) {
	session := func(version int64, state activitiesv1.SessionState) cloudevent.Event {
		return event("session.saved", &activitiesv1.SessionSaved{
			Id: "s", Version: version, LocationId: "centre", ProgrammeId: "jongerenwerk", Date: "2022-03-15", State: state,
		})
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("jongerenwerk"))
		r.tell(t, session(1, activitiesv1.SessionState_SESSION_STATE_PLANNED))
		r.requireNoData(t, "youth-sessions")
		r.tell(t, session(2, activitiesv1.SessionState_SESSION_STATE_HELD))
		r.requireValue(t, "youth-sessions", 1)
		r.tell(t, session(3, activitiesv1.SessionState_SESSION_STATE_CANCELLED))
		r.requireNoData(t, "youth-sessions")
	})
}

// A repair at a place of the register is where that stands; a contact is where it was.
func TestFactIsInTheWijkOfItsPlaceOrInItsOwn(t *testing.T) {
	repair := event("output.saved", &activitiesv1.OutputSaved{
		Id: "o", Version: 1, Kind: activitiesv1.OutputKind_OUTPUT_KIND_REPAIR, ProgrammeId: "repair-cafes", Date: "2022-03-15",
		LocationId: "centre", WijkCode: "WK003420", WijkYear: 2022, Stadsdeel: "stad",
		RepairOutcome: activitiesv1.RepairOutcome_REPAIR_OUTCOME_REPAIRED,
	})
	talk := event("contact.saved", &activitiesv1.ContactSaved{
		Id: "k", Version: 1, ProgrammeId: "ambulant-jongerenwerk", Date: "2022-03-15", WijkCode: "WK003420", WijkYear: 2024,
		Stadsdeel: "stad", Channel: activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET, GroupSize: 7,
	})
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, repair, talk, programme("repair-cafes"), programme("ambulant-jongerenwerk"))
		r.requireNoData(t, "repairs")
		require.Equal(t, []domain.Part{{Key: "2024:WK003420", Value: 7}}, r.figure(t, "street-contacts").Wijken)
		r.tell(t, location("centre"))
		require.Equal(t, []domain.Part{{Key: "2022:WK003401", Value: 1}}, r.figure(t, "repairs").Wijken)
		r.tell(t, to("buiten", 2))
		require.Equal(t, []domain.Part{{Key: "buiten", Value: 1}}, r.figure(t, "repairs").Stadsdelen)
		require.Equal(t, []domain.Part{{Key: "stad", Value: 7}}, r.figure(t, "street-contacts").Stadsdelen)
	})
}
