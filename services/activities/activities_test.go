package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities"
)

func (p *process) addLocation(t *testing.T) *activitiesv1.Location {
	l, err := activitiesv1.NewLocationServiceClient(p.conn).CreateLocation(p.as(t, "activities.staff"),
		&activitiesv1.CreateLocationRequest{Location: &activitiesv1.Location{
			DisplayName: "De Schoor aan de Haven", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE,
			WijkCode: "WK003401", WijkYear: 2022, OpeningDate: "2020-01-01",
		}})
	require.NoError(t, err)
	return l
}

func (p *process) addProgramme(t *testing.T) *activitiesv1.Programme {
	programme, err := activitiesv1.NewProgrammeServiceClient(p.conn).CreateProgramme(p.as(t, "activities.staff"),
		&activitiesv1.CreateProgrammeRequest{Programme: &activitiesv1.Programme{
			Code: "inloop", DisplayName: "Inloop", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2020-01-01",
		}})
	require.NoError(t, err)
	return programme
}

func (p *process) count(t *testing.T, location, programme string, n int32) (*activitiesv1.HeadCount, error) {
	return activitiesv1.NewHeadCountServiceClient(p.conn).CreateHeadCount(p.as(t, "activities.staff"),
		&activitiesv1.CreateHeadCountRequest{HeadCount: &activitiesv1.HeadCount{
			LocationId: location, ProgrammeId: programme, Date: "2022-06-14", Count: n,
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		}})
}

func TestWhatIsRecordedReachesTheStream(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := start(t, testkit.NATS(t), at(engine.URL(t, nil)))
		require.NoError(t, p.module.Ready(t.Context()))
		location, programme := p.addLocation(t), p.addProgramme(t)
		count, err := p.count(t, location.GetId(), programme.GetId(), 12)
		require.NoError(t, err)

		events := p.stream(t)

		require.Len(t, events, 3)
		want := []struct {
			noun, id, kind string
			schema         proto.Message
		}{
			{"location", location.GetId(), "nl.welzijn.activities.location-saved.v1", &activitiesv1.LocationSaved{}},
			{"programme", programme.GetId(), "nl.welzijn.activities.programme-saved.v1", &activitiesv1.ProgrammeSaved{}},
			{"head-count", count.GetId(), "nl.welzijn.activities.head-count-saved.v1", &activitiesv1.HeadCountSaved{}},
		}
		for i, e := range events {
			require.Equal(t, natsx.Subject("activities", want[i].noun, "saved", want[i].id), e.subject)
			require.Equal(t, want[i].kind, e.Type)
			require.Equal(t, want[i].id, e.Subject)
			require.Equal(t, "application/protobuf", e.DataContentType)
			require.Equal(t, "urn:protobuf:"+string(want[i].schema.ProtoReflect().Descriptor().FullName()), e.DataSchema)
			require.NotContains(t, string(e.Data), "anna")
			for name, values := range e.header {
				require.NotContains(t, values[0], "anna", name)
			}
		}
		var saved activitiesv1.HeadCountSaved
		require.NoError(t, proto.Unmarshal(events[2].Data, &saved))
		require.True(t, proto.Equal(&activitiesv1.HeadCountSaved{
			Id: count.GetId(), Version: 1, LocationId: location.GetId(), ProgrammeId: programme.GetId(), Date: "2022-06-14",
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Count: 12, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		}, &saved), "%v", &saved)
	})
}

func TestRestartKeepsWhatIsThereAndPublishesNothingTwice(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		url, nats := engine.URL(t, nil), testkit.NATS(t)
		p := start(t, nats, at(url))
		location, programme := p.addLocation(t), p.addProgramme(t)
		require.Len(t, p.stream(t), 2)
		p.stop()
		require.Error(t, p.module.Ready(t.Context()), "it is closed")

		p = start(t, nats, at(url))
		_, err := p.count(t, location.GetId(), programme.GetId(), 12)
		require.NoError(t, err)
		require.Len(t, p.stream(t), 3)
	})
}

func TestLargestCountThatIsBelievedIsConfigured(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		cfg := at(engine.URL(t, nil))
		cfg.MaxHeadCount = 20
		p := start(t, testkit.NATS(t), cfg)
		location, programme := p.addLocation(t).GetId(), p.addProgramme(t).GetId()
		_, err := p.count(t, location, programme, 20)
		require.NoError(t, err)
		_, err = p.count(t, location, programme, 21)
		require.ErrorContains(t, err, "1 violation")
		require.Len(t, p.stream(t), 3)
	})
}

func TestModuleThatCannotBeWiredSaysWhy(t *testing.T) {
	sqlite := "sqlite:" + t.TempDir() + "/activities.db"
	tests := map[string]struct {
		change func(*activities.Config)
		says   string
	}{
		"zone":     {func(c *activities.Config) { c.Zone = "Europe/Almere" }, "Europe/Almere"},
		"areas":    {func(c *activities.Config) { c.Areas = "absent.csv" }, "absent.csv"},
		"database": {func(c *activities.Config) { *c = at("mysql://db") }, `starts with "sqlite:"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := at(sqlite)
			tt.change(&cfg)
			_, err := activities.New(t.Context(), deps(t, testkit.NATS(t)), cfg)
			require.ErrorContains(t, err, "activities: ")
			require.ErrorContains(t, err, tt.says)
		})
	}
}
