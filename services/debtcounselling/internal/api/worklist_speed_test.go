package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// runningCases is how many cases a large organisation has at a time, and caseload how many of them a counsellor has.
const (
	runningCases = 10_000
	caseload     = 50
)

// BenchmarkWorkList asks for the first page of what is due in 10,000 running cases, over gRPC and with its lines in both logs, as
// the supervisor of all of them and as the counsellor of some.
func BenchmarkWorkList(b *testing.B) {
	r := newRig(b, testkit.SQLite())
	for range runningCases / 1000 {
		r.someTrajectories(b, 1000)
	}
	require.NoError(b, r.db.Write(b.Context(), addTerms))
	for name, caller := range map[string]context.Context{"supervisor": r.supervisor(b), "counsellor": r.counsellor(b)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				list, err := r.terms.ListTerms(caller, &debtcounsellingv1.ListTermsRequest{
					State: debtcounsellingv1.TermState_TERM_STATE_RUNNING,
				})
				require.NoError(b, err)
				require.NotEmpty(b, list.GetTerms())
			}
		})
	}
}

// addTerms gives every trajectory one more term that runs and four that were met, and some of them to the counsellor.
func addTerms(ctx context.Context, tx *sql.Tx) error {
	for i, state := range []string{"running", "met", "met", "met", "met"} {
		met := ""
		if state == "met" {
			met = "2026-01-01"
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO term (id, trajectory_id, kind, subject, start_date, due_date, state, met_date,
			version, created_at, updated_at)
			SELECT $1 || id, id, 'moratorium', $1, '2025-04-01', '2026-0' || (1 + length(id) % 9) || '-01', $2, $3, 1, 0, 0
			FROM trajectory`, fmt.Sprint(i), state, met); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO case_assignment (id, trajectory_id, counsellor, role, start_date, end_date, recorder,
		created_at) SELECT 'a' || id, id, $1, 'counsellor', '2025-04-01', '', 'import', 0 FROM trajectory
		ORDER BY id LIMIT $2`, counsellorSubject, caseload)
	return err
}
