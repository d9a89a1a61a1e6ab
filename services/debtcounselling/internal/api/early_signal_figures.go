package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// EarlySignalFigures answers EarlySignalFigureService.
type EarlySignalFigures struct {
	debtcounsellingv1.UnimplementedEarlySignalFigureServiceServer
	Deps
}

// GetEarlySignalFigures answers the figures of a period. Nobody is in them, so that they are in no log.
func (s *EarlySignalFigures) GetEarlySignalFigures(
	ctx context.Context, req *debtcounsellingv1.GetEarlySignalFiguresRequest,
) (*debtcounsellingv1.EarlySignalFigures, error) {
	var d resource.Dates
	first, last := d.Read("start_date", req.GetStartDate()), d.Read("end_date", req.GetEndDate())
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		d.Broken = append(d.Broken, fault.Field{
			Path: "end_date", Reason: "LAST_BEFORE_FIRST", Text: "The last date is before the first.",
		})
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	var f domain.EarlyFigures
	err := s.snapshot(ctx, func(st store.Store) (err error) {
		f, err = st.EarlyFigures(ctx, first, last)
		return err
	})
	if err != nil {
		return nil, err
	}
	return encodeEarlyFigures(f), nil
}

func encodeEarlyFigures(f domain.EarlyFigures) *debtcounsellingv1.EarlySignalFigures {
	m := &debtcounsellingv1.EarlySignalFigures{
		Signals: int32(f.Signals()), WithoutCase: int32(f.WithoutCase), Cases: int32(f.Cases), TakenUp: int32(f.TakenUp),
		Contacts: int32(f.Contacts), Reached: int32(f.Reached), Accepted: int32(f.Accepted), Timely: int32(f.InTime),
		ReachedShare:           int32(domain.Share(f.Reached, f.Cases)),
		AcceptedOfReachedShare: int32(domain.Share(f.Accepted, f.Reached)),
		AcceptedShare:          int32(domain.Share(f.Accepted, f.Cases)),
	}
	for _, p := range f.ByPartner {
		m.ByPartner = append(m.ByPartner, &debtcounsellingv1.EarlySignalPartnerFigure{
			Partner: enums.Value[debtcounsellingv1.EarlySignalPartner](p.Partner), Signals: int32(p.Signals),
			Share: int32(domain.Share(p.Signals, f.Signals())),
		})
	}
	return m
}
