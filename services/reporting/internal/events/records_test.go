package events_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/testkit"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/api"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// requireRecordsMakeFigures reads the records of every figure of 2022 in pages, and holds what they add up to against it.
// Of those without any data, most in a short history, only one that is called empty is read.
func (r *rig) requireRecordsMakeFigures(t require.TestingT, pageSize int32, empty string) {
	records := &api.FigureRecords{DB: r.db, Catalogues: r.Catalogues}
	figures, err := r.Catalogue.Figures(2022, r.counted(t, 2022), nil)
	require.NoError(t, err)
	for _, f := range figures {
		if !f.Indicator.HasRecords() || (f.Status == domain.NoData && f.Indicator.ID != empty) {
			continue
		}
		sum, seen, before := int64(0), map[string]bool{}, ""
		for token, first := "", true; first || token != ""; first = false {
			page, err := records.ListFigureRecords(context.Background(), &reportingv1.ListFigureRecordsRequest{
				Year: 2022, Indicator: f.Indicator.ID, PageSize: pageSize, PageToken: token,
			})
			require.NoError(t, err)
			require.Equal(t, int32(f.Value), page.GetFigure().GetValue(), f.Indicator.ID)
			for _, one := range page.GetRecords() {
				at := one.GetDate() + " " + one.GetId()
				require.Greater(t, at, before, "in the order of dates and identifiers")
				require.False(t, seen[one.GetId()], "a record comes once")
				before, seen[one.GetId()] = at, true
				sum += int64(one.GetValue())
			}
			token = page.GetNextPageToken()
		}
		require.Equal(t, f.Value, sum, f.Indicator.ID)
		require.Equal(t, f.Status == domain.Recorded, len(seen) > 0, f.Indicator.ID)
	}
}

func TestRecordsOfAnyHistoryAddUpToTheirFigures(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		rapid.Check(t, func(t *rapid.T) {
			r.forget(t)
			h := drawHistory(t)
			for _, batch := range h.drawDelivery(t) {
				require.NoError(t, r.try(batch...))
			}
			empty := rapid.SampledFrom([]string{"centre-visits", "youth-persons", "oki-locations", "initiatives"}).Draw(t, "empty")
			r.requireRecordsMakeFigures(t, rapid.Int32Range(1, 5).Draw(t, "page size"), empty)
		})
	})
}
