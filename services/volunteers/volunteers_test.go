package volunteers_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func taal(version int64, start string) *activitiesv1.ProgrammeSaved {
	return &activitiesv1.ProgrammeSaved{Id: "taal", Version: version, Code: "taal", StartDate: start}
}

// known answers when a programme starts by the database at url, once all that was published is handled.
func (a *activities) known(t *testing.T, url, programme string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	position, err := a.Relay.Position(ctx)
	require.NoError(t, err)
	db := testkit.OpenDB(t, url)
	require.NoError(t, inbox.Wait(ctx, db, []string{"activities"}, []string{position}))
	p, err := store.Reading(db.Read()).Programme(ctx, programme)
	require.NoError(t, err)
	return p.Start.String()
}

func TestProgrammesAreKnownOnceActivitiesTellsOfThem(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		nats, url := testkit.NATS(t), engine.URL(t, nil)
		a := newActivities(t, engine, nats)
		a.publish(t, taal(1, "2020-01-01"))
		p := start(t, nats, at(url))
		require.NoError(t, p.module.Ready(t.Context()))
		require.Equal(t, "2020-01-01", a.known(t, url, "taal"))

		a.publish(t, taal(2, "2021-01-01"))
		require.Equal(t, "2021-01-01", a.known(t, url, "taal"))
		p.stop()
		require.Error(t, p.module.Ready(t.Context()), "it is closed")
		a.publish(t, taal(3, "2022-01-01"))

		for name, url := range map[string]string{"the same database": url, "an empty one": engine.URL(t, nil)} {
			p := start(t, nats, at(url))
			require.Equal(t, "2022-01-01", a.known(t, url, "taal"), name)
			p.stop()
		}
	})
}

func TestProgrammeThatCannotBeReadIsSetAside(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		nats, url := testkit.NATS(t), engine.URL(t, nil)
		a := newActivities(t, engine, nats)
		broken := taal(1, "soon")
		broken.Id = "broken"
		a.publish(t, taal(1, "2020-01-01"), broken, taal(2, "2021-01-01"))
		start(t, nats, at(url))

		require.Equal(t, "2021-01-01", a.known(t, url, "taal"), "the others are handled")
		letters, err := inbox.DeadLetters(t.Context(), testkit.OpenDB(t, url), inbox.Key{}, 10)
		require.NoError(t, err)
		require.Len(t, letters, 1)
		require.Equal(t, "nl.welzijn.activities.programme-saved.v1", letters[0].Type)
		broken.Version, broken.StartDate = 2, "2021-06-01"
		a.publish(t, broken)
		require.Equal(t, "2021-06-01", a.known(t, url, "broken"), "a newer version holds the full value")
	})
}

func TestServiceAnswersWhoMayAsk(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := start(t, testkit.NATS(t), at(engine.URL(t, nil)))
		log := volunteersv1.NewProcessingLogServiceClient(p.conn)

		_, err := log.ListProcessingLines(p.as(t, "auditor"), &volunteersv1.ListProcessingLinesRequest{})
		require.NoError(t, err)
		_, err = log.ListProcessingLines(p.as(t, "volunteers.coordinator"), &volunteersv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
		_, err = log.ListProcessingLines(t.Context(), &volunteersv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.Unauthenticated, status.Code(err))

		position, err := p.positions.GetPositions(p.as(t, "auditor"), &eventsv1.GetPositionsRequest{})
		require.NoError(t, err)
		require.Equal(t, []string{"volunteers:0"}, position.GetPositions())
	})
}

func TestModuleThatCannotBeWiredSaysWhy(t *testing.T) {
	tests := map[string]struct {
		change func(*volunteers.Config)
		says   string
	}{
		"zone":       {func(c *volunteers.Config) { c.Zone = "Europe/Almere" }, "Europe/Almere"},
		"areas":      {func(c *volunteers.Config) { c.Areas = "absent.csv" }, "absent.csv"},
		"database":   {func(c *volunteers.Config) { *c = at("mysql://db") }, `starts with "sqlite:"`},
		"activities": {func(c *volunteers.Config) { c.Activities = "dns:///%zz" }, "%zz"},
		"folder":     {func(c *volunteers.Config) { *c = at("sqlite:/proc/absent/volunteers.db") }, "/proc/absent"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := at("sqlite:" + t.TempDir() + "/volunteers.db")
			tt.change(&cfg)
			_, err := volunteers.New(t.Context(), deps(t, testkit.NATS(t)), cfg)
			require.ErrorContains(t, err, "volunteers: ")
			require.ErrorContains(t, err, tt.says)
		})
	}
}
