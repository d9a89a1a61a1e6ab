package web

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
)

func TestUnknownStaticFileIsAnErrorOfTheTemplate(t *testing.T) {
	all, err := loadAssets("/static/", shared)
	require.NoError(t, err)
	_, err = all.path("gone.css")
	require.EqualError(t, err, "no static file gone.css")
}

func TestStyleSheetsAskNothingFromElsewhere(t *testing.T) { webtest.RequireOwnStyles(t, shared) }
