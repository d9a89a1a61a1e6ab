package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/auditlog"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// AuditLog answers AuditLogService. To read the log is an entry in it.
type AuditLog struct {
	supportv1.UnimplementedAuditLogServiceServer
	Deps
}

// ListAuditEntries lists entries, oldest first.
func (s *AuditLog) ListAuditEntries(
	ctx context.Context, req *supportv1.ListAuditEntriesRequest,
) (*supportv1.ListAuditEntriesResponse, error) {
	list, next, err := auditlog.Page(ctx, s.DB.Read(), req)
	if err != nil {
		return nil, err
	}
	return &supportv1.ListAuditEntriesResponse{AuditEntries: list, NextPageToken: next}, s.audit(ctx, "audit-log/entries")
}

// GetAuditVerification verifies that the log is as it was sealed.
func (s *AuditLog) GetAuditVerification(
	ctx context.Context, req *supportv1.GetAuditVerificationRequest,
) (*auditv1.AuditVerification, error) {
	v, err := auditlog.Check(ctx, s.DB.Read(), req)
	if err != nil {
		return nil, err
	}
	return v, s.audit(ctx, "audit-log/verification")
}

// audit has what was read of nobody's data in the audit log alone, before it is answered.
func (d Deps) audit(ctx context.Context, object string) error {
	return d.logApart(ctx, entries{audit: []auditlog.Entry{auditlog.Done(ctx, object)}})
}
