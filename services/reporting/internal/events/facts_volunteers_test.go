package events

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func goodAssignment() *volunteersv1.AssignmentYearSaved {
	return &volunteersv1.AssignmentYearSaved{
		Id: "y", Version: 8, AssignmentId: "a", ProgrammeId: "p", RoleId: "r", RoleCode: "docent", Date: "2022-01-01",
		Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN, Person: "anna", AgeBand: peoplev1.AgeBand_AGE_BAND_UNKNOWN,
		Withdrawn: true,
	}
}

func goodHours() *volunteersv1.HoursSaved {
	return &volunteersv1.HoursSaved{
		Id: "h", Version: 9, AssignmentId: "a", ProgrammeId: "p", RoleId: "r", RoleCode: "docent", Date: "2022-03-15",
		Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER, Person: "anna", Minutes: 90, Approved: true,
		AgeBand: peoplev1.AgeBand_AGE_BAND_65_TO_74, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
	}
}

func goodRetention() *volunteersv1.VolunteerRetentionSaved {
	return &volunteersv1.VolunteerRetentionSaved{Id: "r", Version: 3, ProgrammeId: "p", Year: 2022, ActiveBefore: 9, Stayed: 7}
}

func TestRetentionIsReadWhole(t *testing.T) {
	n, err := decode([]cloudevent.Event{travelling(t, goodRetention())})
	require.NoError(t, err)
	require.Equal(t, map[string]store.Versioned[domain.Told]{
		"r": {Version: 3, Value: domain.Told{ID: "r", Figure: "retention", ProgrammeID: "p", Year: 2022, Value: 7, Base: 9}},
	}, n.told)
}

func TestFactsAboutWhoHelpsAreReadWhole(t *testing.T) {
	require.Equal(t, map[string]store.Versioned[domain.Fact]{
		"y": {Version: 8, Value: domain.Fact{
			ID: "y", Kind: "assignment", Date: date(t, "2022-01-01"), ProgrammeID: "p", Quantity: 1, Person: "anna",
			AgeBand: "unknown", Engagement: "intern", Role: "docent", Withdrawn: true,
		}},
		"h": {Version: 9, Value: domain.Fact{
			ID: "h", Kind: "hours", Date: date(t, "2022-03-15"), ProgrammeID: "p", Quantity: 90, Person: "anna",
			AgeBand: "65_to_74", Engagement: "volunteer", Role: "docent",
			Area: domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"},
		}},
	}, facts(t, goodAssignment(), goodHours()))
}

func TestHoursThatWereNotApprovedCountNowhere(t *testing.T) {
	m := goodHours()
	m.Approved = false
	require.True(t, facts(t, m)["h"].Value.Withdrawn)
}

func TestMalformedFactAboutWhoHelpsIsPoisonAndSaysWhatIsWrong(t *testing.T) {
	ofYear := func(change func(*volunteersv1.AssignmentYearSaved)) proto.Message {
		m := goodAssignment()
		change(m)
		return m
	}
	ofHours := func(change func(*volunteersv1.HoursSaved)) proto.Message {
		m := goodHours()
		change(m)
		return m
	}
	ofRetention := func(change func(*volunteersv1.VolunteerRetentionSaved)) proto.Message {
		m := goodRetention()
		change(m)
		return m
	}
	cases := map[string]struct {
		event proto.Message
		says  []string
	}{
		"an assignment of nobody, for nothing": {
			ofYear(func(m *volunteersv1.AssignmentYearSaved) { m.Person, m.ProgrammeId = "", "" }),
			[]string{"the person is missing", "the programme is missing"},
		},
		"an assignment in no role":    {ofYear(func(m *volunteersv1.AssignmentYearSaved) { m.RoleCode = "" }), []string{"the role is missing"}},
		"an assignment as nothing":    {ofYear(func(m *volunteersv1.AssignmentYearSaved) { m.Kind = 0 }), []string{"EngagementKind 0"}},
		"an assignment of a new kind": {ofYear(func(m *volunteersv1.AssignmentYearSaved) { m.Kind = 99 }), []string{"EngagementKind 99"}},
		"an assignment of no age":     {ofYear(func(m *volunteersv1.AssignmentYearSaved) { m.AgeBand = 0 }), []string{"AgeBand 0"}},
		"an assignment on no day":     {ofYear(func(m *volunteersv1.AssignmentYearSaved) { m.Date = "" }), []string{`"" is not a date`}},
		"an assignment in half a wijk": {
			ofYear(func(m *volunteersv1.AssignmentYearSaved) { m.WijkCode = "WK003401" }),
			[]string{`wijk "WK003401" of 0 in stadsdeel ""`},
		},
		"more who stayed than there were": {
			ofRetention(func(m *volunteersv1.VolunteerRetentionSaved) { m.Stayed = 10 }), []string{"10 of 9 stayed"},
		},
		"fewer than nobody in no year": {
			ofRetention(func(m *volunteersv1.VolunteerRetentionSaved) { m.Stayed, m.Year = -1, 0 }),
			[]string{"stayed -1 is below 0", "year 0 is below 1"},
		},
		"hours below none":     {ofHours(func(m *volunteersv1.HoursSaved) { m.Minutes = -1 }), []string{"minutes -1 is below 0"}},
		"hours beyond a day":   {ofHours(func(m *volunteersv1.HoursSaved) { m.Minutes = 1441 }), []string{"1441 minutes"}},
		"hours without a wijk": {ofHours(func(m *volunteersv1.HoursSaved) { m.WijkCode = "" }), []string{`wijk "" of 2022`}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := decode([]cloudevent.Event{travelling(t, c.event)})
			requirePoison(t, err)
			for _, says := range c.says {
				require.ErrorContains(t, err, says)
			}
		})
	}
}
