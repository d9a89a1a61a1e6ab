package api

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

var indicatorChanges = map[domain.IndicatorChange]reportingv1.IndicatorChange{
	domain.Added:            reportingv1.IndicatorChange_INDICATOR_CHANGE_ADDED,
	domain.Removed:          reportingv1.IndicatorChange_INDICATOR_CHANGE_REMOVED,
	domain.CountedOtherwise: reportingv1.IndicatorChange_INDICATOR_CHANGE_COUNTING,
	domain.ShownOtherwise:   reportingv1.IndicatorChange_INDICATOR_CHANGE_WORDING,
}

// turn is somebody's at most.
type turn struct{ taken atomic.Bool }

func (t *turn) take() bool { return t.taken.CompareAndSwap(false, true) }

func (t *turn) leave() { t.taken.Store(false) }

// PreviewCatalogue counts what a catalogue would make different. One is made at a time: each reads everything that was
// recorded, and keeps in memory whom it counts.
func (s *Catalogues) PreviewCatalogue(
	ctx context.Context, req *reportingv1.PreviewCatalogueRequest,
) (*reportingv1.CataloguePreview, error) {
	wanted, err := s.read(req.GetContent())
	if err != nil {
		return nil, err
	}
	if !s.previews.take() {
		return nil, fault.New(fault.Exhausted, "PREVIEW_RUNNING", "Another preview is being made. Try again when it is done.")
	}
	defer s.previews.leave()
	preview, err := s.Projection.Preview(ctx, s.DB, wanted, s.Clock.Now().Year())
	if err != nil {
		return nil, err
	}
	answer := &reportingv1.CataloguePreview{RecordCount: preview.Records}
	for _, in := range preview.Indicators {
		m := &reportingv1.IndicatorPreview{Indicator: in.Indicator, Change: indicatorChanges[in.Change]}
		for _, f := range in.Figures {
			if tooLarge(f.Before) || tooLarge(f.After) {
				return nil, fmt.Errorf("the preview of %s in %d is more than the contract can say", in.Indicator, f.Year)
			}
			m.Figures = append(m.Figures, encodeFigurePreview(f))
		}
		answer.Indicators = append(answer.Indicators, m)
	}
	return answer, nil
}

func tooLarge(w *domain.Worded) bool { return w != nil && w.Value > math.MaxInt32 }

func encodeFigurePreview(f domain.FigurePreview) *reportingv1.FigurePreview {
	m := &reportingv1.FigurePreview{Year: int32(f.Year)}
	if f.Before != nil {
		m.ValueBefore, m.WordingBefore = proto.Int32(int32(f.Before.Value)), f.Before.Wording
	}
	if f.After != nil {
		m.Value, m.Wording = proto.Int32(int32(f.After.Value)), f.After.Wording
	}
	return m
}
