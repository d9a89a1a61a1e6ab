package api

import (
	"context"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pages"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

// accessFields is the class of data of who saw what.
const accessFields = "access-report"

// AccessReports answers AccessReportService.
type AccessReports struct {
	debtcounsellingv1.UnimplementedAccessReportServiceServer
	Deps
	Sender letters.Sender // in whose name documents are written
}

// GetAccessReport answers a page of who saw or changed what of a client. It is in the log first, and so in the report.
func (s *AccessReports) GetAccessReport(
	ctx context.Context, req *debtcounsellingv1.GetAccessReportRequest,
) (*debtcounsellingv1.AccessReport, error) {
	row, err := s.openClient(ctx, req.GetClientId())
	if err != nil {
		return nil, err
	}
	during, err := s.periodOf(req)
	if err != nil {
		return nil, err
	}
	m, err := accessMarkOf(req)
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, accessFields, "client/"+row.ID+"/access-report", row.ID); err != nil {
		return nil, err
	}
	m = m.ending()
	size := pages.Size(req.GetPageSize())
	list, err := s.accesses(ctx, row.ID, during, m, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.Access) string { return m.until + " " + a.ID })
	answer := &debtcounsellingv1.AccessReport{ClientId: row.ID, NextPageToken: next}
	for _, a := range list {
		answer.Entries = append(answer.Entries, s.encodeAccess(a))
	}
	return answer, nil
}

// accessMark is where a page begins: after the line with id after. Until is the last id that belongs to any page: to ask for a
// page is a line too, and there would always be another one.
type accessMark struct{ after, until string }

func accessMarkOf(req proto.Message) (accessMark, error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return accessMark{}, err
	}
	until, after, found := strings.Cut(key, " ")
	if !found {
		return accessMark{}, fault.Violation("page_token", "PAGE_TOKEN_INVALID", "This page token does not belong to this query.")
	}
	return accessMark{after, until}, nil
}

// ending answers the mark with its end, which is now for the first page.
func (m accessMark) ending() accessMark {
	if m.until == "" {
		m.until = ids.New()
	}
	return m
}

func (d Deps) encodeAccess(a domain.Access) *debtcounsellingv1.AccessReportEntry {
	why := d.Activities[a.Activity]
	return &debtcounsellingv1.AccessReportEntry{
		Id: a.ID, AccessTime: timestamppb.New(a.Time), Actor: a.Actor, Via: a.Via, Roles: a.Roles,
		Kind: enums.Value[debtcounsellingv1.AccessKind](string(a.Kind)), Fields: a.Fields, Method: a.Method, Activity: a.Activity,
		Purpose: why.Purpose, LegalBasis: why.Basis, Reason: a.Reason,
	}
}
