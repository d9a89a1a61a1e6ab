package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/fault"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

const (
	mostAccesses = 5_000 // that one document holds
	accessesRead = 1_000 // at once
)

// GetAccessReportFile answers the access report of a client as a document. It is in the log first, and so in the report.
func (s *AccessReports) GetAccessReportFile(
	ctx context.Context, req *debtcounsellingv1.GetAccessReportFileRequest,
) (*debtcounsellingv1.AccessReportFile, error) {
	row, err := s.openClient(ctx, req.GetClientId())
	if err != nil {
		return nil, err
	}
	during, err := s.periodOf(req)
	if err != nil {
		return nil, err
	}
	if err := checkSender(s.Sender); err != nil {
		return nil, err
	}
	c, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, accessFields, "client/"+c.ID+"/access-report", c.ID); err != nil {
		return nil, err
	}
	report := letters.AccessReport{
		Sender: s.Sender, Date: s.today(), First: during.first, Last: during.last, Client: c, Activities: s.Activities, Zone: s.Zone,
		WithNames: req.GetWithNames(),
	}
	if report.Accesses, err = s.allAccesses(ctx, c.ID, during); err != nil {
		return nil, err
	}
	content, err := report.PDF()
	if err != nil {
		return nil, unreadable(err)
	}
	return &debtcounsellingv1.AccessReportFile{
		FileName: "inzageverslag-" + report.Date.String() + ".pdf", MediaType: mediaPDF, Content: content,
	}, nil
}

// allAccesses answers all accesses of a time. Error: FAILED_PRECONDITION (REPORT_TOO_LONG) for more than a document holds.
func (d Deps) allAccesses(ctx context.Context, clientID string, during span) (all []domain.Access, err error) {
	m := accessMark{}.ending()
	for {
		list, err := d.accesses(ctx, clientID, during, m, accessesRead)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if len(all) > mostAccesses {
			return nil, fault.New(fault.FailedPrecondition, "REPORT_TOO_LONG",
				"One document holds %d entries. Ask for a shorter time, from start_date to end_date.", mostAccesses)
		}
		if len(list) < accessesRead {
			return all, nil
		}
		m.after = list[len(list)-1].ID
	}
}
