package api_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// mostDelivered is how many trajectories CBS takes at a time.
const mostDelivered = 25_000

// BenchmarkDelivery makes the largest delivery there may be, from the call to the last byte, with SQLite, and tells the largest
// heap beside what there was before it.
func BenchmarkDelivery(b *testing.B) {
	r := newRig(b, testkit.SQLite())
	for range mostDelivered / 1000 {
		r.someTrajectories(b, 1000)
	}
	require.NoError(b, r.db.Write(b.Context(), addPast))
	var peak uint64
	for b.Loop() {
		runtime.GC()
		before := heap()
		stream, err := r.deliveries.StreamDelivery(r.supervisor(b), &debtcounsellingv1.StreamDeliveryRequest{
			StartDate: "2026-01-01", EndDate: "2026-06-30",
		})
		require.NoError(b, err)
		size, trajectories := 0, int32(0)
		for {
			m, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(b, err)
			size, trajectories = size+len(m.GetPart()), max(trajectories, m.GetSummary().GetTrajectories())
			peak = max(peak, heap()-min(before, heap()))
		}
		require.EqualValues(b, mostDelivered, trajectories)
		b.ReportMetric(float64(size)/(1<<20), "MiB")
	}
	b.ReportMetric(float64(peak)/(1<<20), "MiB-heap")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// someTrajectories adds up to 1,000 clients, each with a trajectory that goes on.
func (r *rig) someTrajectories(b testing.TB, n int) {
	b.Helper()
	clients := &debtcounsellingv1.BatchCreateClientsRequest{}
	for i := range n {
		clients.Requests = append(clients.Requests, &debtcounsellingv1.CreateClientRequest{
			Client: debtor(func(c *debtcounsellingv1.Client) {
				c.Surname, c.BirthDate = fmt.Sprintf("Proef%d", i), proto.String(fmt.Sprintf("19%02d-05-06", 50+i%50))
				if i%2 == 0 {
					c.Bsn = ""
				}
			}),
		})
	}
	added, err := r.clients.BatchCreateClients(r.importing(b), clients)
	require.NoError(b, err)
	begun := &debtcounsellingv1.BatchCreateTrajectoriesRequest{}
	for _, c := range added.GetClients() {
		tr := helpFor(c.GetId())
		tr.ReportDate, tr.State = "2025-03-03", solution
		begun.Requests = append(begun.Requests, &debtcounsellingv1.CreateTrajectoryRequest{Trajectory: tr})
	}
	_, err = r.trajectories.BatchCreateTrajectories(r.importing(b), begun)
	require.NoError(b, err)
}

// addPast gives every trajectory the steps, the decision and the guidance that led to where it is.
func addPast(ctx context.Context, tx *sql.Tx) error {
	for i, step := range [][3]string{
		{"reported", "appointed", "2025-03-10"}, {"appointed", "intake", "2025-03-10"},
		{"intake", "stabilisation", "2025-04-01"}, {"stabilisation", "settlement", "2025-05-01"},
		{"settlement", "solution", "2025-09-01"},
	} {
		if _, err := tx.ExecContext(ctx, `INSERT INTO trajectory_transition (id, trajectory_id, version, from_state, to_state, date,
			exit_reason, debt_free, recorder, created_at)
			SELECT $1 || id, id, $2, $3, $4, $5, '', 0, 'import', 0 FROM trajectory`,
			fmt.Sprint(i), i+2, step[0], step[1], step[2]); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO decision (id, trajectory_id, kind, date, ground, recorder, created_at)
		SELECT id, id, 'admission', '2025-04-01', '', 'import', 0 FROM trajectory`); err != nil {
		return err
	}
	for _, kind := range []string{"budget_coaching", "budget_management", "plan_of_approach"} {
		if _, err := tx.ExecContext(ctx, `INSERT INTO measure (id, trajectory_id, kind, application_date, grant_date, start_date,
			end_date, withdrawn, recorder, version, created_at, updated_at)
			SELECT $1 || id, id, $2, '', '', '2025-04-01', '', 0, 'import', 1, 0, 0 FROM trajectory`, kind, kind); err != nil {
			return err
		}
	}
	return addDebts(ctx, tx)
}

// debtsOf is how many debts each of the trajectories has: about as many as somebody who is helped with debts has creditors.
const debtsOf = 12

// addDebts gives every trajectory debts, a vtlb and the settlement that was agreed to.
func addDebts(ctx context.Context, tx *sql.Tx) error {
	for n := range debtsOf {
		creditor := fmt.Sprint("creditor-", n)
		if _, err := tx.ExecContext(ctx, `INSERT INTO creditor (id, name, name_key, kind, kvk_number, iban, postcode, version,
			created_at, updated_at) VALUES ($1, $2, $1, 'utilities', '12345678', '', '1315 AB', $3, 0, 0)`,
			creditor, "Energie van Voorbeeld "+creditor, n+1); err != nil {
			return err
		}
	}
	// Debts of one trajectory lie together, as they do where they are recorded in one go.
	if _, err := tx.ExecContext(ctx, `INSERT INTO claim (id, trajectory_id, number, client_id, creditor_id, sealed, kind,
		claim_rank, original_cents, amount_cents, balance_date, collection_agency_id, business, contested_date, exclusion, state,
		end_date, version, created_at, updated_at)
		SELECT c.trajectory_id || k.id, c.trajectory_id, k.version, c.client_id, k.id, $1, 'utilities', 'concurrent', 0, 123456,
		'2025-05-20', '', 0, '', '', 'open', '', 1, 0, 0
		FROM trajectory_client c CROSS JOIN creditor k ORDER BY c.trajectory_id, k.version`, []byte{}); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO calculation (id, trajectory_id, kind, date, income_group, household, income_cents,
		calculator, calculator_version, calculator_date, outcome_cents, free_id, free_cents, protected_id, protected_cents,
		debt_cents, amount_cents, available_cents, offer_cents, months_needed, problematic, norms_version, recorder, created_at)
		SELECT id, id, 'free_amount', '2025-05-20', '', '', 0, 'Recofa', '2025.1', '2025-05-20', 123456, '', 0, '', 0, 0, 123456, 0, 0,
		0, 0, '', 'import', 0 FROM trajectory`); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO settlement (id, trajectory_id, kind, date, calculation_id, free_cents, capacity_cents,
		protected_id, income_cents, protected_cents, monthly_cents, months, extra_cents, paid_in_cents, fee_cents,
		management_cents, pot_cents, sealed_for, sealed, state, state_date, round, proposal_date, reconsideration_date,
		answer_due_date, court_request_date, acceptance_date, forced, rejection_date, withdrawal_date, declaration_date,
		start_date, end_date, recorder, version, created_at, updated_at)
		SELECT trajectory_id, trajectory_id, 'debt_mediation', '2025-06-01', trajectory_id, 123456, 6550, '', 150000, 0, 6550, 18, 0,
		117900, 0, 0, 117900, client_id, $1, 'running', '2025-09-01', 1, '2025-06-01', '', '', '', '2025-08-20', 0, '', '', '',
		'2025-09-01', '', 'import', 1, 0, 0 FROM trajectory_client`, []byte{})
	return err
}
