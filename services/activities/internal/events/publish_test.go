package events_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

// update writes the golden events that are missing. One that is there is never written again: it stands for events that
// were published, and what was published does not change.
var update = flag.Bool("update", false, "write the golden events that are missing")

func day(month time.Month, day int) civil.Date { return civil.Date{Year: 2022, Month: month, Day: day} }

// golden is an event as it was once published, what it says, and what it is published from today.
type golden struct {
	file    string
	says    proto.Message
	today   outbox.Event
	noun    string
	subject string
}

func goldens() []golden {
	moment := time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC)
	location := domain.Location{
		ID: "0181f0a0-0000-7000-8000-000000000001", Name: "De Schoor aan de Haven", Kind: "neighbourhood_room",
		Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Stadsdeel: "haven", Opening: day(1, 2), Version: 1, Created: moment, Updated: moment,
	}
	closed := location
	closed.Closing, closed.Version = day(12, 30), 7
	programme := domain.Programme{
		ID: "0181f0a0-0000-7000-8000-000000000002", Code: "inloop", Name: "Inloop in de buurt", Theme: "daytime_activity",
		Start: day(1, 3), Version: 1, Created: moment, Updated: moment,
	}
	ended := programme
	ended.ParentID, ended.End, ended.Version = "0181f0a0-0000-7000-8000-000000000003", day(12, 29), 300
	count := domain.HeadCount{
		ID: "0181f0a0-0000-7000-8000-000000000004", LocationID: location.ID, ProgrammeID: programme.ID, Date: day(6, 14),
		PartOfDay: "whole_day", Count: 10_000, Method: "estimate", Recorder: "anna.de.vries", Version: 1, Created: moment, Updated: moment,
	}
	withdrawn := count
	withdrawn.Count, withdrawn.Withdrawn, withdrawn.Version = 0, true, 2
	list := []golden{
		{
			"location_saved_open.binpb", &activitiesv1.LocationSaved{
				Id: "0181f0a0-0000-7000-8000-000000000001", Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM,
				WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven", OpeningDate: "2022-01-02",
			}, events.LocationSaved(location), "location.saved", location.ID,
		},
		{
			"location_saved_closed.binpb", &activitiesv1.LocationSaved{
				Id: "0181f0a0-0000-7000-8000-000000000001", Version: 7, Kind: activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM,
				WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven", OpeningDate: "2022-01-02", ClosingDate: "2022-12-30",
			}, events.LocationSaved(closed), "location.saved", location.ID,
		},
		{
			"programme_saved_running.binpb", &activitiesv1.ProgrammeSaved{
				Id: "0181f0a0-0000-7000-8000-000000000002", Version: 1, Code: "inloop", Theme: activitiesv1.Theme_THEME_DAYTIME_ACTIVITY,
				StartDate: "2022-01-03",
			}, events.ProgrammeSaved(programme), "programme.saved", programme.ID,
		},
		{
			"programme_saved_ended.binpb", &activitiesv1.ProgrammeSaved{
				Id: "0181f0a0-0000-7000-8000-000000000002", Version: 300, Code: "inloop", Theme: activitiesv1.Theme_THEME_DAYTIME_ACTIVITY,
				ParentId: "0181f0a0-0000-7000-8000-000000000003", StartDate: "2022-01-03", EndDate: "2022-12-29",
			}, events.ProgrammeSaved(ended), "programme.saved", programme.ID,
		},
		{
			"head_count_saved_recorded.binpb", &activitiesv1.HeadCountSaved{
				Id: "0181f0a0-0000-7000-8000-000000000004", Version: 1, LocationId: "0181f0a0-0000-7000-8000-000000000001",
				ProgrammeId: "0181f0a0-0000-7000-8000-000000000002", Date: "2022-06-14", PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_WHOLE_DAY,
				Count: 10_000, Method: activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE,
			}, events.HeadCountSaved(count), "head-count.saved", count.ID,
		},
		{
			"head_count_saved_withdrawn.binpb", &activitiesv1.HeadCountSaved{
				Id: "0181f0a0-0000-7000-8000-000000000004", Version: 2, LocationId: "0181f0a0-0000-7000-8000-000000000001",
				ProgrammeId: "0181f0a0-0000-7000-8000-000000000002", Date: "2022-06-14", PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_WHOLE_DAY,
				Method: activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE, Withdrawn: true,
			}, events.HeadCountSaved(withdrawn), "head-count.saved", count.ID,
		},
	}
	list = append(list, contactGoldens(moment)...)
	list = slices.Concat(list, sessionGoldens(), registrationGoldens(), attendanceGoldens())
	return append(list, outputGoldens(moment)...)
}

func TestEventsOfThePastAreStillUnderstood(t *testing.T) {
	for _, g := range goldens() {
		t.Run(g.file, func(t *testing.T) {
			path := filepath.Join("testdata", g.file)
			if _, err := os.Stat(path); *update && os.IsNotExist(err) {
				data, err := proto.MarshalOptions{Deterministic: true}.Marshal(g.says)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(path, data, 0o644))
			}
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			got := g.says.ProtoReflect().New().Interface()
			require.NoError(t, proto.Unmarshal(data, got))
			require.Empty(t, got.ProtoReflect().GetUnknown(), "a field that was published has gone from the contract")
			require.True(t, proto.Equal(g.says, got), "want %v\ngot  %v", g.says, got)
		})
	}
}

func TestEveryGoldenEventIsChecked(t *testing.T) {
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	var there, checked []string
	for _, file := range files {
		there = append(there, file.Name())
	}
	for _, g := range goldens() {
		checked = append(checked, g.file)
	}
	require.ElementsMatch(t, checked, there)
}

func TestEventsSayTheFullValue(t *testing.T) {
	for _, g := range goldens() {
		t.Run(g.file, func(t *testing.T) {
			require.True(t, proto.Equal(g.says, g.today.Data), "want %v\ngot  %v", g.says, g.today.Data)
			require.Equal(t, g.noun, g.today.Noun)
			require.Equal(t, g.subject, g.today.AggregateID)
		})
	}
}

func TestEventsNameNobody(t *testing.T) {
	for _, g := range goldens() {
		data, err := proto.Marshal(g.today.Data)
		require.NoError(t, err)
		for _, name := range []string{"anna", "De Schoor", "Inloop in de buurt"} {
			require.False(t, strings.Contains(string(data), name), "%s: %s", g.file, name)
		}
	}
}

// Every word of the contract's lists becomes its value: one that does not would be counted as "not given".
func TestNoWordOfTheContractIsLost(t *testing.T) {
	for number, name := range activitiesv1.LocationKind_name {
		word := strings.ToLower(strings.TrimPrefix(name, "LOCATION_KIND_"))
		saved := events.LocationSaved(domain.Location{Kind: word}).Data.(*activitiesv1.LocationSaved)
		require.EqualValues(t, number, saved.GetKind(), word)
	}
	for number, name := range activitiesv1.Theme_name {
		word := strings.ToLower(strings.TrimPrefix(name, "THEME_"))
		saved := events.ProgrammeSaved(domain.Programme{Theme: word}).Data.(*activitiesv1.ProgrammeSaved)
		require.EqualValues(t, number, saved.GetTheme(), word)
	}
}
