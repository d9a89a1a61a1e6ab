package operate_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/testkit"
)

// method is a call to a method, for which there needs no server.
type method struct{ grpc.ServerTransportStream }

func (method) Method() string { return "/shop.v1.Till/Open" }

// audit appends a line to the audit log of a service, and seals it.
func (p *program) audit(service string) {
	p.t.Helper()
	entry := auditlog.Done(grpc.NewContextWithServerTransportStream(p.t.Context(), method{}), "till/1")
	require.NoError(p.t, p.db[service].Write(p.t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return auditlog.Append(ctx, tx, clock.System().Now(), entry)
	}))
	_, err := auditlog.Sealer{DB: p.db[service], Clock: clock.System(), Log: slog.New(slog.DiscardHandler)}.Seal(p.t.Context())
	require.NoError(p.t, err)
}

func TestAuditLogsAreVerifiedTogetherOrFromAPlaceThatWasSeen(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		p.audit("shop")
		list, err := p.list("audit", "verify")
		require.NoError(t, err)
		require.Equal(t, map[string]any{"service": "store", "batch": 0.0, "hash": "", "lines": 0.0}, list[1])
		require.Equal(t, []any{"shop", 1.0, 1.0}, []any{list[0]["service"], list[0]["batch"], list[0]["lines"]})
		seen := fmt.Sprint("1:", list[0]["hash"])
		out, _, err := p.run("audit", "verify")
		require.NoError(t, err)
		require.Equal(t, "SERVICE  LINES  FITS UP TO\nshop     1      "+seen+"\nstore    0      0:\n", out)

		p.audit("shop")
		list, err = p.list("audit", "verify", "--service", "shop", "--from", seen)
		require.NoError(t, err)
		require.Equal(t, []any{2.0, 1.0}, []any{list[0]["batch"], list[0]["lines"]})

		p.exec("shop", "UPDATE audit_log SET actor = 'nobody' WHERE batch = 2")
		list, err = p.list("audit", "verify")
		require.EqualError(t, err, "shop: batch 2 of the audit log is not as it was sealed: line changed")
		require.Equal(t, []any{1.0, 2.0, "line_changed"}, []any{list[0]["batch"], list[0]["faultyBatch"], list[0]["fault"]})
		_, err = p.list("audit", "verify", "--service", "shop", "--from", "1:"+strings.Repeat("00", 32))
		require.EqualError(t, err, "shop: batch 1 of the audit log is not as it was sealed: batch changed")
	})
}

func TestPlaceInTheAuditLogThatIsNoneIsRefused(t *testing.T) {
	p := newProgram(t, testkit.SQLite())
	for _, from := range []string{"1", "1:", "1:ab", "x:" + strings.Repeat("00", 32), "0:" + strings.Repeat("00", 32), "1:" + strings.Repeat("x", 64)} {
		_, _, err := p.run("audit", "verify", "--service", "shop", "--from", from)
		require.ErrorContains(t, err, "is no BATCH:HASH", from)
	}
	_, _, err := p.run("audit", "verify", "--from", "1:"+strings.Repeat("00", 32))
	require.ErrorContains(t, err, "say which with --service")
}
