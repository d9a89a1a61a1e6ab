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
	return nil
}
