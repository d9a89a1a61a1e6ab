package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// assigned answers version 1 of an assignment of a volunteer of 20 to the stage since January 2022, changed.
func assigned(id, person string, change ...func(*volunteersv1.AssignmentYearSaved)) cloudevent.Event {
	m := &volunteersv1.AssignmentYearSaved{
		Id: id, Version: 1, AssignmentId: "a", ProgrammeId: "poppodium-de-meester", RoleId: "r", RoleCode: "techniek",
		Date: "2022-01-01", Person: person, Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER,
		AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26,
	}
	for _, c := range change {
		c(m)
	}
	return event("assignment-year.saved", m)
}

// worked answers version 1 of two hours of a volunteer of 20 at the stage in March 2022, changed.
func worked(id, person string, change ...func(*volunteersv1.HoursSaved)) cloudevent.Event {
	m := &volunteersv1.HoursSaved{
		Id: id, Version: 1, AssignmentId: "a", ProgrammeId: "poppodium-de-meester", RoleId: "r", RoleCode: "techniek",
		Date: "2022-03-15", Minutes: 120, Person: person, Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER,
		AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26, Approved: true,
	}
	for _, c := range change {
		c(m)
	}
	return event("hours.saved", m)
}

func TestVolunteerCountsOnceForAsLongAsAnAssignmentOrAnHourSpeaksForIt(t *testing.T) {
	type year = *volunteersv1.AssignmentYearSaved
	intern := func(m year) { m.Kind = volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN }
	grown := func(m year) { m.Version, m.AgeBand = 2, peoplev1.AgeBand_AGE_BAND_27_TO_54 }
	gone := func(m year) { m.Version, m.Withdrawn = 2, true }
	open := func(m *volunteersv1.HoursSaved) { m.Approved = false }
	approved := func(m *volunteersv1.HoursSaved) { m.Version = 2 }
	withdrawn := func(m *volunteersv1.HoursSaved) { m.Version, m.Approved = 3, false }
	steps := []struct {
		name                string
		told                cloudevent.Event
		volunteers, interns int64
	}{
		{"one is assigned", assigned("a", "anna"), 1, 0},
		{"and assigned to more", assigned("b", "anna"), 1, 0},
		{"an intern is no volunteer", assigned("c", "bert", intern), 1, 1},
		{"hours that nobody approved", worked("h", "cato", open), 1, 1},
		{"and that were", worked("h", "cato", approved), 2, 1},
		{"who was assigned works", worked("i", "anna"), 2, 1},
		{"one assignment was a mistake", assigned("a", "anna", gone), 2, 1},
		{"so was the other", assigned("b", "anna", gone), 2, 1},
		{"and approving the hours", worked("h", "cato", withdrawn), 1, 1},
		{"another is assigned", assigned("d", "dirk"), 2, 1},
		{"and is older than was thought", assigned("d", "dirk", grown), 1, 1},
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		for i, s := range steps {
			r.tell(t, s.told)
			if i == 0 {
				r.requireNoData(t, "stage-volunteers")
				r.tell(t, programme("poppodium-de-meester")) // that of another service, later
			}
			r.requireValue(t, "stage-volunteers", s.volunteers)
			if s.interns > 0 {
				r.requireValue(t, "stage-interns", s.interns)
			}
			r.requireEveryFactOnce(t)
		}
		require.Empty(t, r.figure(t, "stage-volunteers").Stadsdelen, "the work has no city district")
	})
}

func TestWhoTeachesIsToldFromWhoDoesSomethingElse(t *testing.T) {
	language := func(role string) func(*volunteersv1.HoursSaved) {
		return func(m *volunteersv1.HoursSaved) { m.ProgrammeId, m.RoleCode = "taal-in-de-wijk", role }
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, programme("taal-in-de-wijk"))
		r.tell(t, worked("h", "anna", language("docent")), worked("i", "bert", language("coordinatie")))
		r.requireValue(t, "taal-volunteers", 1)
	})
}
