package test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// axe answers the source of axe-core, which says what of a page not everybody can use, from the path in MEEDOEN_TEST_AXE
// (axe.min.js of the package axe-core). Empty where there is none, which fails with CI=true.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("MEEDOEN_TEST_AXE")
	if path == "" {
		const how = "not checked: npm install axe-core, and set MEEDOEN_TEST_AXE to the path of its axe.min.js"
		require.NotEqual(t, "true", os.Getenv("CI"), how)
		t.Log(how)
		return ""
	}
	source, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(source)
}

// runAxe answers each violation with the first places where it is. What is closed is opened, for it is read too.
const runAxe = `(async () => {
	for (const d of document.querySelectorAll('details')) d.open = true
	const { violations } = await axe.run(document, { resultTypes: ['violations'], %s })
	return violations.map(v => v.id + ': ' + v.help + ' (' + v.nodes.length + ') ' +
		v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | '))
})()`

// schemes are what axe-core looks at by day and by night: by night only the colours are others.
var schemes = map[string]string{"light": "", "dark": "runOnly: ['cat.color']"}

// violations answers what axe-core finds on a page at widths, by day and by night. The pages allow no scripts; what the
// DevTools protocol evaluates is not theirs.
func violations(t *testing.T, ctx context.Context, source, address string, widths ...int64) []string {
	t.Helper()
	var all []string
	for _, width := range widths {
		require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
		for scheme, options := range schemes {
			prefer(t, ctx, scheme)
			require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(address)))
			_, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](source))
			require.NoError(t, err)
			found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](fmt.Sprintf(runAxe, options), func(p *runtime.EvaluateParams) {
				wait := true
				p.AwaitPromise = &wait
			}))
			require.NoError(t, err)
			for _, f := range found {
				all = append(all, fmt.Sprintf("at %d, %s: %s", width, scheme, f))
			}
		}
	}
	return all
}

func prefer(t *testing.T, ctx context.Context, scheme string) {
	t.Helper()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	require.NoError(t, err)
}

// authorize has the browser send a token with every request, as a client that logged in does.
func authorize(t *testing.T, ctx context.Context, token string) {
	t.Helper()
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	_, err = chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"Authorization": token},
	})
	require.NoError(t, err)
}

func TestPagesCanBeUsedByEverybody(t *testing.T) {
	source := axe(t)
	if source == "" {
		return
	}
	s := showAccount(t)
	for name, c := range map[string]struct{ path, token, title string }{
		"landing page":    {"/", "", "Verantwoording"},
		"newest edition":  {"/verantwoording/2022", "", "Verantwoording 2022, editie 2"},
		"account manager": {"/verantwoording/2022", asManager, "Verantwoording 2022, concept"},
		"message":         {"/verantwoording/2021", "", "Over 2021 is er geen verantwoording"},
		"figure":          {"/verantwoording/2022/cijfers/centre-visits", "", ""},
		"records":         {"/verantwoording/2022/cijfers/centre-visits", asManager, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, _ := browser(t, s.host)
			if c.token != "" {
				authorize(t, ctx, c.token)
			}
			require.Empty(t, violations(t, ctx, source, "http://"+s.host+c.path, 390, 1280))
			if c.title != "" {
				require.Equal(t, c.title, measure[string](t, ctx, `document.title`))
			}
		})
	}
}

func TestAxeFindsWhatIsWrong(t *testing.T) {
	source := axe(t)
	if source == "" {
		return
	}
	ctx, _ := browser(t, "nowhere")
	const page = "data:text/html,<html lang=nl><title>x</title><main><h1>x</h1><img src=x><p style='color:%23ddd'>Te licht om te lezen"
	found := violations(t, ctx, source, page, 390)
	require.Len(t, found, 3, "a picture without words by day, and letters that are too light by day and by night: %s", found)
}
