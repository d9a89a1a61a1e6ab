package api_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// aloud answers a rig of which everything is heard that it says.
func aloud(t *testing.T, engine testkit.Engine) (*rig, volunteersv1.CalendarFeedServiceClient, *servicetest.Said) {
	t.Helper()
	heard := &servicetest.Said{}
	tel, err := telemetry.New(t.Context(), telemetry.Options{
		Service: "volunteers", LogWriter: heard, LogLevel: slog.LevelDebug, Spans: []sdktrace.SpanProcessor{heard},
	})
	require.NoError(t, err)
	r := newRig(t, engine)
	db, err := sqldb.Open(t.Context(), engine.URL(t, store.Migrations()), sqldb.Options{Tracer: tel.Tracer})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	r.db, r.deps.DB = db, db
	verifier, err := auth.NewVerifier(auth.Config{}, r.clock, r.issuer.Issuer())
	require.NoError(t, err)
	server := grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: tel.Log, Telemetry: tel.ServerCalls(), MaxDeadline: patience})
	volunteersv1.RegisterCalendarFeedServiceServer(server, &api.CalendarFeeds{Deps: r.deps})
	return r, volunteersv1.NewCalendarFeedServiceClient(servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience})), heard
}

func TestSecretOfAFeedIsInNoLogAndNoSpan(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r, feeds, heard := aloud(t, engine)
		p := r.aPerson(t)
		made, err := feeds.CreateCalendarFeed(r.coordinator(t), &volunteersv1.CreateCalendarFeedRequest{PersonId: p.ID})
		require.NoError(t, err)
		secret := secretOf(t, made)
		read := func(secret string) error {
			_, err := feeds.GetCalendar(t.Context(), &volunteersv1.GetCalendarRequest{Secret: secret})
			return err
		}
		require.NoError(t, read(secret))
		require.NoError(t, read(secret))
		_, err = feeds.ListCalendarFeeds(r.coordinator(t), &volunteersv1.ListCalendarFeedsRequest{PersonId: p.ID})
		require.NoError(t, err)
		tooLong := read(strings.Repeat(secret, 2))
		require.Error(t, tooLong)
		_, err = feeds.CreateCalendarFeedRevocation(r.coordinator(t), &volunteersv1.CreateCalendarFeedRevocationRequest{
			CalendarFeedId: made.GetId(),
		})
		require.NoError(t, err)
		unknown := read(secret)
		require.Error(t, unknown)
		require.NoError(t, r.db.Close())
		broken := read(secret)
		require.Error(t, broken)

		for _, where := range []string{heard.String(), tooLong.Error(), unknown.Error(), broken.Error()} {
			require.NotContains(t, where, secret[:20])
		}
		for _, word := range []string{"GetLiveCalendarFeed", "InsertCalendarFeed", "CALENDAR_UNKNOWN", "GetCalendar"} {
			require.Contains(t, heard.String(), word, "or the test proves nothing")
		}
	})
}
