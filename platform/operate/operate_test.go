package operate_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/operate"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestEventsAreSentAgainSinceAnInstantADateOrADuration(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		conn := testkit.NATS(t)
		now := clock.System().Now()
		record := func(service string, ago time.Duration) {
			require.NoError(t, p.db[service].Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				return outbox.Append(ctx, tx, now.Add(-ago), service, outbox.Event{Noun: "thing.saved", Data: wrapperspb.Int64(1)})
			}))
		}
		record("shop", 0)
		record("shop", 2*time.Hour)
		record("shop", 72*time.Hour)
		record("store", 0)
		for _, c := range []struct {
			since       string
			shop, store float64
		}{
			{"90m", 1, 1},
			{"3h", 2, 1},
			{now.Add(-time.Hour).Format(time.RFC3339), 1, 1},
			{now.Add(-71 * time.Hour).In(time.FixedZone("", 7200)).Format(time.RFC3339), 2, 1},
			{now.Add(-96 * time.Hour).Format(time.DateOnly), 3, 1},
		} {
			p.relay("shop", conn)
			p.relay("store", conn)
			list, err := p.list("outbox", "resend", "--since", c.since)
			require.NoError(t, err, c.since)
			require.Len(t, list, 2)
			require.Equal(t, []any{"shop", c.shop}, []any{list[0]["service"], list[0]["events"]}, c.since)
			require.Equal(t, []any{"store", c.store}, []any{list[1]["service"], list[1]["events"]}, c.since)
		}
		p.relay("shop", conn)
		out, _, err := p.run("outbox", "resend", "--since", "2020-01-31", "--service", "shop")
		require.NoError(t, err)
		require.Equal(t, "SERVICE  EVENTS SENT AGAIN, REGISTERED SINCE 2020-01-31T00:00:00Z\nshop     3\n", out)
	})
}

func TestWhatIsNoInstantInThePastIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		for since, problem := range map[string]string{
			"yesterday": "is no instant", "2026-13-01": "is no instant", "2h ago": "is no instant",
			"-2h": "lies in the future", "9999-01-01": "lies in the future",
		} {
			_, _, err := p.run("outbox", "resend", "--since", since)
			require.ErrorContains(t, err, problem, since)
		}
		_, _, err := p.run("outbox", "resend")
		require.ErrorContains(t, err, `"since" not set`)
	})
}

func TestDatabasesAreNeitherMadeNorMigrated(t *testing.T) {
	dir := t.TempDir()
	fresh := filepath.Join(dir, "fresh.db")
	require.NoError(t, testkit.OpenDB(t, "sqlite:"+fresh).Ready(t.Context()))
	missing := filepath.Join(dir, "folder", "missing.db")
	p := &program{t: t, services: []operate.Service{
		{Name: "shop", Database: config.NewSecret("sqlite:" + missing)},
		{Name: "store", Database: config.NewSecret("sqlite:" + fresh)},
	}}
	_, _, err := p.run("deadletters", "list")
	require.ErrorContains(t, err, "database of shop: there is no file "+missing)
	require.ErrorContains(t, err, "database of store: it has no schema yet")
	require.NoDirExists(t, filepath.Dir(missing))
}

func TestDatabaseOfAnOlderVersionIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		p.exec("store", "DELETE FROM platform_version WHERE version_id > 1")
		_, _, err := p.run("deadletters", "list")
		require.ErrorContains(t, err, "database of store: its schema is that of an older version")
	})
}
