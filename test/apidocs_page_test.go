package test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestPageOfTheAPIShowsEveryOperationOnPhoneAndDesk(t *testing.T) {
	p := start(t, "up", t.TempDir())
	described := 0
	for _, item := range p.rest("GET", "/v1/openapi.json", "", nil).body["paths"].(map[string]any) {
		described += len(item.(map[string]any))
	}
	require.Positive(t, described)
	for _, width := range []int64{390, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			ctx, complaints := browser(t, p.http)
			_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
			require.NoError(t, err)
			require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 1000),
				chromedp.Navigate("http://"+p.http+"/docs"), chromedp.WaitVisible(`.opblock`)))
			require.Len(t, operationsOf(t, ctx, described), described)
			require.Equal(t, 0, measure[int](t, ctx, `document.querySelectorAll('.errors-wrapper').length`))

			const operation = `.opblock-get:has([data-path="/locations"]) `
			require.NoError(t, chromedp.Do(ctx,
				chromedp.Click(`.auth-wrapper .authorize`),
				chromedp.SendKeys(`.auth-container input`, p.token("activities.staff")),
				chromedp.Click(`.auth-btn-wrapper .authorize`), chromedp.Click(`.auth-btn-wrapper .btn-done`)))
			scrollTo(t, ctx, operation)
			require.NoError(t, chromedp.Do(ctx,
				chromedp.Click(operation+`.opblock-summary-control`), chromedp.Click(operation+`.try-out__btn`),
				chromedp.Click(operation+`.execute`), chromedp.WaitVisible(operation+`.live-responses-table .response-col_status`)))
			answer := measure[string](t, ctx, `document.querySelector('`+operation+`.live-responses-table').innerText`)
			require.Contains(t, answer, "200")
			require.Contains(t, answer, `"locations"`)
			require.Contains(t, answer, "api-version")
			require.LessOrEqual(t, measure[int64](t, ctx, `document.documentElement.scrollWidth`), width)
			require.Equal(t, 0, measure[int](t, ctx, `Object.keys(localStorage).length + Object.keys(sessionStorage).length`))
			require.Empty(t, complaints(), "nothing is asked elsewhere, and the browser finds nothing wrong")
		})
	}
}

// further scrolls half a screen down, and from the end of the page to its top.
const further = `(() => {
	const end = window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 1
	window.scrollTo({top: end ? 0 : window.scrollY + window.innerHeight / 2, behavior: 'instant'})
	return end
})()`

// operationsOf answers the operations that the page shows to who scrolls through it, until there are n: of a long list it
// draws what is in view.
func operationsOf(t *testing.T, ctx context.Context, n int) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	require.Eventually(t, func() bool {
		for _, id := range measure[[]string](t, ctx, `[...document.querySelectorAll('.opblock')].map(e => e.id)`) {
			seen[id] = true
		}
		measure[bool](t, ctx, further)
		return len(seen) >= n
	}, time.Minute, 20*time.Millisecond, "%d of %d operations are shown", len(seen), n)
	return seen
}

// scrollTo scrolls until what a selector says is drawn.
func scrollTo(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	require.Eventually(t, func() bool {
		if measure[bool](t, ctx, `document.querySelector('`+selector+`') !== null`) {
			return true
		}
		measure[bool](t, ctx, further)
		return false
	}, time.Minute, 20*time.Millisecond, selector)
}
