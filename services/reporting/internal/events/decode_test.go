package events

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

type (
	place = *activitiesv1.LocationSaved
	line  = *activitiesv1.ProgrammeSaved
	visit = *activitiesv1.HeadCountSaved
)

func goodLocation() *activitiesv1.LocationSaved {
	return &activitiesv1.LocationSaved{
		Id: "l", Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_SCHOOL, WijkCode: "WK003401", WijkYear: 2022,
		Stadsdeel: "haven", OpeningDate: "2020-02-29", ClosingDate: "2022-12-31",
	}
}

func goodProgramme() *activitiesv1.ProgrammeSaved {
	return &activitiesv1.ProgrammeSaved{
		Id: "p", Version: 2, Code: "koken", Theme: activitiesv1.Theme_THEME_MEETING, ParentId: "q",
		StartDate: "2020-01-01",
	}
}

func goodCount() *activitiesv1.HeadCountSaved {
	return &activitiesv1.HeadCountSaved{
		Id: "c", Version: 3, LocationId: "l", ProgrammeId: "p", Date: "2022-03-15", Count: 12, Withdrawn: true,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_WHOLE_DAY, Method: activitiesv1.CountMethod_COUNT_METHOD_COUNTER,
	}
}

// travelling answers m as it arrives.
func travelling(t testing.TB, m proto.Message) cloudevent.Event {
	t.Helper()
	data, err := proto.Marshal(m)
	require.NoError(t, err)
	types := map[string]string{
		"LocationSaved": locationSaved, "ProgrammeSaved": programmeSaved, "HeadCountSaved": headCountSaved,
		"SessionSaved": sessionSaved, "AttendanceSaved": attendanceSaved, "ContactSaved": contactSaved,
		"OutputSaved": outputSaved, "AssignmentYearSaved": assignmentYearSaved, "HoursSaved": hoursSaved,
		"VolunteerRetentionSaved": retentionSaved, "TrajectoryYearSaved": trajectoryYearSaved,
		"QuestionSaved": questionSaved, "MediationSaved": mediationSaved, "GuidanceYearSaved": guidanceYearSaved,
	}
	return cloudevent.Event{Type: types[string(m.ProtoReflect().Descriptor().Name())], Data: data}
}

func TestEventIsReadWhole(t *testing.T) {
	n, err := decode([]cloudevent.Event{
		travelling(t, goodLocation()), travelling(t, goodProgramme()), travelling(t, goodCount()),
	})
	require.NoError(t, err)
	require.Equal(t, map[string]store.Versioned[domain.Location]{"l": {Version: 1, Value: domain.Location{
		ID: "l", Kind: "school", Area: domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"},
		Opening: date(t, "2020-02-29"), Closing: date(t, "2022-12-31"),
	}}}, n.locations)
	require.Equal(t, map[string]store.Versioned[domain.Programme]{"p": {Version: 2, Value: domain.Programme{
		ID: "p", Code: "koken", Theme: "ontmoeting_verbinding", ParentID: "q", Start: date(t, "2020-01-01"),
	}}}, n.programmes)
	require.Equal(t, map[string]store.Versioned[domain.Fact]{"c": {Version: 3, Value: domain.Fact{
		ID: "c", Kind: "head_count", Date: date(t, "2022-03-15"), LocationID: "l", ProgrammeID: "p", Quantity: 12,
		Method: "counter", PartOfDay: "whole_day", Withdrawn: true,
	}}}, n.facts)
}

func TestEveryThemeOfTheContractIsOneOfTheAccount(t *testing.T) {
	c, err := domain.ParseCatalogue(catalogue.Account(), catalogue.Schema())
	require.NoError(t, err)
	var ofAccount, ofContract []string
	for _, theme := range c.Themes() {
		ofAccount = append(ofAccount, theme.ID)
	}
	for number := range activitiesv1.Theme_name {
		if number != 0 {
			m := goodProgramme()
			m.Theme = activitiesv1.Theme(number)
			n, err := decode([]cloudevent.Event{travelling(t, m)})
			require.NoError(t, err)
			ofContract = append(ofContract, n.programmes["p"].Value.Theme)
		}
	}
	require.ElementsMatch(t, ofAccount, ofContract)
}

func TestMalformedEventIsPoisonAndSaysWhatIsWrong(t *testing.T) {
	ofPlace := func(change func(place)) proto.Message {
		m := goodLocation()
		change(m)
		return m
	}
	ofLine := func(change func(line)) proto.Message {
		m := goodProgramme()
		change(m)
		return m
	}
	ofVisit := func(change func(visit)) proto.Message {
		m := goodCount()
		change(m)
		return m
	}
	cases := map[string]struct {
		event proto.Message
		says  string
	}{
		"a place without an id":       {ofPlace(func(m place) { m.Id = "" }), `id "" with version 1`},
		"a place without a version":   {ofPlace(func(m place) { m.Version = 0 }), "version 0"},
		"a place of no kind":          {ofPlace(func(m place) { m.Kind = 0 }), "LocationKind 0"},
		"a place of a new kind":       {ofPlace(func(m place) { m.Kind = 99 }), "LocationKind 99"},
		"a place that never opened":   {ofPlace(func(m place) { m.OpeningDate = "" }), `"" is not a date`},
		"a closing on no day":         {ofPlace(func(m place) { m.ClosingDate = "2022-02-30" }), `"2022-02-30"`},
		"a text that no index holds":  {ofPlace(func(m place) { m.Id = strings.Repeat("x", 201) }), "id is no text"},
		"a text with a zero":          {ofPlace(func(m place) { m.Stadsdeel = "ha\x00ven" }), "stadsdeel is no text"},
		"a programme without an id":   {ofLine(func(m line) { m.Id = "" }), `id "" with version 2`},
		"a programme below version 1": {ofLine(func(m line) { m.Version = -1 }), "version -1"},
		"a programme of no theme":     {ofLine(func(m line) { m.Theme = 0 }), "THEME_UNSPECIFIED"},
		"a programme of a new theme":  {ofLine(func(m line) { m.Theme = 99 }), "theme 99 is unknown"},
		"a start in words":            {ofLine(func(m line) { m.StartDate = "soon" }), `"soon" is not a date`},
		"an end in words":             {ofLine(func(m line) { m.EndDate = "later" }), `"later" is not a date`},
		"a count without an id":       {ofVisit(func(m visit) { m.Id = "" }), `id "" with version 3`},
		"a count without a version":   {ofVisit(func(m visit) { m.Version = 0 }), "version 0"},
		"a count on no day":           {ofVisit(func(m visit) { m.Date = "2022-13-01" }), `"2022-13-01"`},
		"a count below nobody":        {ofVisit(func(m visit) { m.Count = -1 }), "count -1 is below 0"},
		"a count nowhere":             {ofVisit(func(m visit) { m.LocationId = "" }), "the place is missing"},
		"a count for nothing":         {ofVisit(func(m visit) { m.ProgrammeId = "" }), "the programme is missing"},
		"a count by no method":        {ofVisit(func(m visit) { m.Method = 0 }), "CountMethod 0"},
		"a count in a new part":       {ofVisit(func(m visit) { m.PartOfDay = 99 }), "PartOfDay 99"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := travelling(t, c.event)
			_, err := decode([]cloudevent.Event{travelling(t, goodCount()), e})
			requirePoison(t, err)
			require.ErrorContains(t, err, e.Type+": ")
			require.ErrorContains(t, err, c.says)
		})
	}
	for _, kind := range allTypes() {
		t.Run("no message at all for "+kind, func(t *testing.T) {
			_, err := decode([]cloudevent.Event{{Type: kind, Data: []byte("no event")}})
			requirePoison(t, err)
			require.ErrorContains(t, err, kind+": ")
		})
	}
}

func allTypes() (all []string) {
	for _, service := range Counted() {
		all = append(all, Types(service)...)
	}
	return all
}

func requirePoison(t testing.TB, err error) {
	t.Helper()
	require.IsType(t, inbox.Poison(nil), err)
}
