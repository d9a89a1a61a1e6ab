package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// ListEarlySignalFeedback lists what a partner may be told of its signals whose case ended, oldest first.
func (s *EarlySignals) ListEarlySignalFeedback(
	ctx context.Context, req *debtcounsellingv1.ListEarlySignalFeedbackRequest,
) (*debtcounsellingv1.ListEarlySignalFeedbackResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	partner, name := enums.Text(req.GetPartner()), req.GetPartnerName()
	ended, err := store.Reading(s.DB.Read()).EndedEarlySignals(ctx, partner, name, after, size+1)
	if err != nil {
		return nil, err
	}
	ended, next := pages.Cut(req, ended, size, func(e store.EndedEarlySignal) string { return e.ID })
	rows := make([]store.EarlySignal, len(ended))
	for i, e := range ended {
		rows[i] = e.EarlySignal
	}
	list, err := s.openEarlySignals(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &debtcounsellingv1.ListEarlySignalFeedbackResponse{NextPageToken: next}
	for i, e := range list {
		answer.EarlySignalFeedback = append(answer.EarlySignalFeedback, s.feedback(e, ended[i]))
	}
	return answer, s.logEarlyRead(ctx, "early-signal-feedback", refsOf(rows)...)
}

// feedback answers what a partner may be told of a signal: no more than whether help was accepted.
func (d Deps) feedback(e domain.EarlySignal, ended store.EndedEarlySignal) *debtcounsellingv1.EarlySignalFeedback {
	m := &debtcounsellingv1.EarlySignalFeedback{
		EarlySignalId: e.ID, PartnerReference: e.Reference, SignalDate: e.Date.String(), AcceptedHelp: ended.CaseResult.Accepts(),
	}
	if m.GetAcceptedHelp() {
		m.SuspendedUntil = resource.Optional(d.Early.SuspendedUntil(ended.End))
	}
	return m
}
