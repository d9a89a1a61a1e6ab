package api_test

import (
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func (r *rig) auditor(t testing.TB) context.Context { return r.caller(t, "toezicht", "auditor") }

// entries answers all entries of the audit log that a request asks for, as "actor Method object".
func (r *rig) entries(t testing.TB, req *debtcounsellingv1.ListAuditEntriesRequest) (list []string) {
	t.Helper()
	for {
		answer, err := r.auditLog.ListAuditEntries(r.auditor(t), req)
		require.NoError(t, err)
		for _, e := range answer.GetAuditEntries() {
			list = append(list, e.GetActor()+" "+e.GetMethod()[strings.LastIndex(e.GetMethod(), "/")+1:]+" "+e.GetObject())
		}
		if req.PageToken = answer.GetNextPageToken(); req.GetPageToken() == "" {
			return list
		}
	}
}

func TestAuditorSeesWhoDidWhatAndWhoWasRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		require.True(t, r.sees(t, r.counsellor(t), id))
		require.False(t, r.sees(t, r.caller(t, "other", "debt.counsellor"), id))

		refused := &debtcounsellingv1.ListAuditEntriesRequest{Result: auditv1.AuditResult_AUDIT_RESULT_REFUSED, PageSize: 1}
		require.Equal(t, []string{"other GetTrajectory trajectory/" + id}, r.entries(t, refused))
		of := &debtcounsellingv1.ListAuditEntriesRequest{Object: "trajectory/" + id, Actor: counsellorSubject, PageSize: 1}
		require.Equal(t, []string{
			counsellorSubject + " CreateTrajectory trajectory/" + id, counsellorSubject + " GetTrajectory trajectory/" + id,
		}, r.entries(t, of))
		require.Empty(t, r.entries(t, &debtcounsellingv1.ListAuditEntriesRequest{EndTime: timestamppb.New(now())}))

		read := r.entries(t, &debtcounsellingv1.ListAuditEntriesRequest{Actor: "toezicht"})
		require.Equal(t, "toezicht ListAuditEntries audit-log/entries", read[0], "to read the log is an entry in it")

		_, err := r.auditLog.ListAuditEntries(r.auditor(t), &debtcounsellingv1.ListAuditEntriesRequest{PageToken: "x"})
		invalid("page_token PAGE_TOKEN_INVALID").require(t, err)
	})
}

func TestEntrySaysByWhichRoleSomebodyActed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.aClient(t)
		answer, err := r.auditLog.ListAuditEntries(r.auditor(t), &debtcounsellingv1.ListAuditEntriesRequest{})
		require.NoError(t, err)
		require.Equal(t, []string{"debt.counsellor"}, answer.GetAuditEntries()[0].GetRoles())
		require.Equal(t, []string{"debt.counsellor"}, r.lines(t, "CreateClient")[0].GetRoles())
	})
}

func TestAuditorVerifiesTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		seal := func() {
			s := auditlog.Sealer{DB: r.db, Clock: r.clock, Log: slog.New(slog.DiscardHandler)}
			_, err := s.Seal(t.Context())
			require.NoError(t, err)
		}
		verify := func(req *debtcounsellingv1.GetAuditVerificationRequest) *auditv1.AuditVerification {
			v, err := r.auditLog.GetAuditVerification(r.auditor(t), req)
			require.NoError(t, err)
			return v
		}
		require.Positive(t, verify(&debtcounsellingv1.GetAuditVerificationRequest{}).GetUnsealedLineCount())
		seal()
		seen := verify(&debtcounsellingv1.GetAuditVerificationRequest{})
		require.EqualValues(t, 1, seen.GetBatch())
		require.Len(t, seen.GetHash(), 64)
		require.Positive(t, seen.GetLineCount())
		require.Zero(t, seen.GetFaultyBatch())
		seal()
		from := &debtcounsellingv1.GetAuditVerificationRequest{Batch: seen.GetBatch(), Hash: seen.GetHash()}
		require.EqualValues(t, 2, verify(from).GetBatch())

		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE audit_log SET actor = 'nobody' WHERE object = $1", "trajectory/"+id)
			return err
		}))
		found := verify(&debtcounsellingv1.GetAuditVerificationRequest{})
		require.EqualValues(t, 1, found.GetFaultyBatch())
		require.Equal(t, auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_LINE_CHANGED, found.GetFault())

		for _, incomplete := range []*debtcounsellingv1.GetAuditVerificationRequest{{Batch: 1}, {Hash: seen.GetHash()}} {
			_, err := r.auditLog.GetAuditVerification(r.auditor(t), incomplete)
			invalid("hash POINT_INCOMPLETE").require(t, err)
		}
	})
}
