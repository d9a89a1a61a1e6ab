package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
)

func TestSecondPreviewIsRefusedWhileOneIsMade(t *testing.T) {
	held, err := catalogues.New(catalogues.BuiltIn, catalogue.Account(), areas.Register{})
	require.NoError(t, err)
	s := Catalogues{Projection: &events.Projection{Catalogues: held}}
	require.True(t, s.previews.take())
	_, err = s.PreviewCatalogue(t.Context(), &reportingv1.PreviewCatalogueRequest{Content: string(catalogue.Account())})
	require.True(t, fault.Is(err, "PREVIEW_RUNNING"), "%v", err)
	s.previews.leave()
	require.True(t, s.previews.take())
}
