package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestPreviewTellsFiguresBeforeAndAfterAndChangesNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.visits(t, 12_345)
		content := changed(t,
			"'kinderwerk' in programme.path", "'buurtcentra' in programme.path",
			"location.kind in ['community_centre', 'cultural_centre'] &&", "location.kind == 'school' &&",
			"label: jongeren bereikt", "label: jongeren gezien")
		request := &reportingv1.PreviewCatalogueRequest{Content: content}

		// One that is broken off leaves its turn to the next.
		gone, cancel := context.WithCancel(r.as(t, manager))
		cancel()
		_, err := r.PreviewCatalogue(gone, request)
		require.Error(t, err)

		preview, err := r.PreviewCatalogue(r.as(t, manager), request)
		require.NoError(t, err)
		require.EqualValues(t, 1, preview.GetRecordCount())
		want := []*reportingv1.IndicatorPreview{
			{Indicator: "children-visits", Change: reportingv1.IndicatorChange_INDICATOR_CHANGE_COUNTING, Figures: []*reportingv1.FigurePreview{
				{Year: 2022, Value: proto.Int32(12_345), Wording: "ruim 10.000"},
			}},
			{Indicator: "youth-persons", Change: reportingv1.IndicatorChange_INDICATOR_CHANGE_WORDING},
			{Indicator: "centre-visits", Change: reportingv1.IndicatorChange_INDICATOR_CHANGE_COUNTING, Figures: []*reportingv1.FigurePreview{
				{Year: 2022, ValueBefore: proto.Int32(12_345), WordingBefore: r.figure(t, 0, "centre-visits").GetWording()},
			}},
		}
		require.Len(t, preview.GetIndicators(), len(want))
		for i, in := range preview.GetIndicators() {
			require.True(t, proto.Equal(want[i], in), "%v", in)
		}
		require.Zero(t, r.rows(t, "catalogue"))
		require.False(t, r.figure(t, 0, "children-visits").GetRecounting())
	})
}
