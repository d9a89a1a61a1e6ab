package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	"github.com/deschoor/meedoen/platform/sqldb"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

func TestAccessReportIsWrittenForTheClient(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		id := r.aTrajectory(t, c.GetId()).GetId()
		require.False(t, r.sees(t, r.caller(t, "nieuwsgierig", "debt.counsellor"), id))
		file, err := r.reports.GetAccessReportFile(r.counsellor(t), &debtcounsellingv1.GetAccessReportFileRequest{ClientId: c.GetId()})
		require.NoError(t, err)
		require.Equal(t, "inzageverslag-2026-11-26.pdf", file.GetFileName())
		require.Equal(t, "application/pdf", file.GetMediaType())
		text := strings.Join(pdftest.Pages(t, file.GetContent()), " ")
		for _, want := range []string{
			"Voor Dieuwertje van Xanten-Évrard", "Van Hulp en Raad, Almere", "vastgelegd of gewijzigd:", "geweigerd: uw traject",
			"gezien: dit overzicht", "Samen 4 keer", "Wet gemeentelijke schuldhulpverlening",
		} {
			require.Contains(t, text, want)
		}
		require.NotContains(t, text, "nieuwsgierig")
		require.NotContains(t, text, "999990019")
		require.Len(t, r.lines(t, "GetAccessReportFile"), 1)
	})
}

func TestAccessReportThatCannotBeWrittenSaysWhy(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		r.aTrajectory(t, c.GetId())
		get := func(ctx context.Context, req *debtcounsellingv1.GetAccessReportFileRequest) error {
			_, err := r.reports.GetAccessReportFile(ctx, req)
			return err
		}
		req := func() *debtcounsellingv1.GetAccessReportFileRequest {
			return &debtcounsellingv1.GetAccessReportFileRequest{ClientId: c.GetId()}
		}
		r.refuses(t, notYours(), func() error { return get(r.caller(t, "other", "debt.counsellor"), req()) })
		r.refuses(t, invalid("end_date LAST_BEFORE_FIRST"), func() error {
			asked := req()
			asked.StartDate, asked.EndDate = "2026-02-02", "2026-02-01"
			return get(r.counsellor(t), asked)
		})
		r.reporter.Sender = letters.Sender{}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ORGANISATION_NOT_CONFIGURED"}, func() error {
			return get(r.counsellor(t), req())
		})
		r.reporter.Sender = sender()
		r.looks(t, c.GetId(), 5_000)
		refusal{code: codes.FailedPrecondition, reason: "REPORT_TOO_LONG"}.require(t, get(r.counsellor(t), req()))
		asked := req()
		asked.EndDate = "2026-11-25"
		require.NoError(t, get(r.counsellor(t), asked), "of a shorter time it is written")
	})
}

// looks has n lines about a client in the processing log.
func (r *rig) looks(t testing.TB, clientID string, n int) {
	t.Helper()
	rows := make(sqldb.Rows, n)
	for i := range rows {
		rows[i] = []any{
			ids.New(), fmt.Sprintf("%032d", i), fmt.Sprintf("%016d", i), "", "/x.v1.S/GetX", "debtcounselling/clients",
			r.deps.Privacy.Logged(clientID), "client", "identity", "anna", "", "ok", sqldb.At(r.clock.Now()),
		}
	}
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return rows.Each(ctx, tx, `INSERT INTO processing_log (id, trace_id, span_id, parent_span_id, name, activity, subject, subject_type,
			fields, actor, via, result, created_at) VALUES %s`, nil)
	}))
}
