package terminal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestPreviewOfACatalogueIsATableOfWhatIsAndWhatWouldBe(t *testing.T) {
	preview := &reportingv1.CataloguePreview{RecordCount: 200_000, Indicators: []*reportingv1.IndicatorPreview{
		{Indicator: "children-visits", Change: reportingv1.IndicatorChange_INDICATOR_CHANGE_COUNTING, Figures: []*reportingv1.FigurePreview{
			{Year: 2022, ValueBefore: proto.Int32(152_318), WordingBefore: "ruim 150.000", Value: proto.Int32(153_000), Wording: "ruim 150.000"},
			{Year: 2023, ValueBefore: proto.Int32(12), WordingBefore: "12", Value: proto.Int32(2), Wording: "2"},
			{Year: 2024, Value: proto.Int32(2), Wording: "2"},
		}},
		{Indicator: "centres", Change: reportingv1.IndicatorChange_INDICATOR_CHANGE_REMOVED, Figures: []*reportingv1.FigurePreview{
			{Year: 2022, ValueBefore: proto.Int32(10), WordingBefore: "10"},
		}},
		{Indicator: "repairs", Change: reportingv1.IndicatorChange_INDICATOR_CHANGE_WORDING},
		{Indicator: "meals", Change: reportingv1.IndicatorChange_INDICATOR_CHANGE_ADDED},
	}}
	require.Equal(t, lines(
		"Proefberekening over 200.000 registraties. Er is niets veranderd.",
		"",
		"  jaar                nu      exact             wordt      exact    verschil",
		"children-visits  telt anders",
		"  2022      ruim 150.000    152.318      ruim 150.000    153.000        +682",
		"  2023                12         12                 2          2         -10",
		"  2024                 –                            2          2",
		"centres  vervalt",
		"  2022                10         10                 –",
		"repairs  telt hetzelfde, in andere woorden",
		"meals  is nieuw",
	), terminal.CataloguePreview(preview, plain()))
	require.Equal(t, "Deze catalogus maakt geen verschil.\n", terminal.CataloguePreview(&reportingv1.CataloguePreview{}, plain()))
}

func TestCataloguesAreListedWithTheOneThatHolds(t *testing.T) {
	list := []*reportingv1.Catalogue{
		{
			Id: "0190a0a0-0000-7000-8000-000000000001", Current: true, Comment: "Vanaf 2024\nanders.",
			CreateTime: timestamppb.New(time.Date(2026, 11, 23, 3, 12, 0, 0, time.UTC)),
		},
		{Id: "built-in"},
	}
	require.Equal(t, lines(
		"0190a0a0-0000-7000-8000-000000000001  23-11-2026 04:12  geldt  Vanaf 2024 anders.",
		"built-in                                             –",
	), terminal.Catalogues(list, amsterdam(t), plain()))
}
