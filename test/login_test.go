package test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestAdminLogsInToLookAtTraces goes the way of somebody who opens the page in a browser, at the development issuer.
func TestAdminLogsInToLookAtTraces(t *testing.T) {
	p := start(t, "up", t.TempDir())
	id := p.recordCount()
	trace := fmt.Sprintf("http://%s/admin/traces/%x", p.http, id)
	p.shown(fmt.Sprintf("/admin/traces/%x", id), "process")

	ctx, complaints := browser(t, p.http)
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(360, 800)))
	_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	require.NoError(t, err)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(trace)))
	text := measure[string](t, ctx, `document.body.innerText`)
	require.Contains(t, text, "dit is geen echte aanmelding")
	require.NotContains(t, text, "CreateHeadCount", "nothing is shown before")

	submit := func(name, role string) {
		require.NoError(t, chromedp.Do(ctx,
			chromedp.SendKeys(`#name`, name), chromedp.Click(`input[name=role][value="`+role+`"]`),
			chromedp.Click(`form .buttons button:first-child`),
			chromedp.WaitNotPresent(`#name`), chromedp.WaitVisible(`main h1`))) // of the next page: this one has a heading too
	}
	submit("Ria", "account.manager")
	require.Contains(t, measure[string](t, ctx, `document.body.innerText`), "Deze pagina is voor wie de rol admin heeft")

	require.NoError(t, chromedp.Do(ctx, chromedp.Click(`form button`), chromedp.WaitVisible(`a[href*="prompt=login"]`),
		chromedp.Navigate(trace)))
	submit("Ad", "admin")
	text = measure[string](t, ctx, `document.body.innerText`)
	for _, want := range []string{"gateway", "activities", "reporting"} {
		require.Contains(t, text, want)
	}
	require.Equal(t, trace, measure[string](t, ctx, `location.href`))
	require.Equal(t, []string{"Failed to load resource: the server responded with a status of 403 (Forbidden)"}, complaints(),
		"but for the page that is not for managers")
}
