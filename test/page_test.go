package test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the pictures of pages in the documentation anew")

// picture is the account page as the documentation shows it.
const picture = "../docs/account.png"

// browser answers a context of headless Chromium, and what went wrong or went elsewhere on the pages it opens.
func browser(t *testing.T, host string) (ctx context.Context, complaints func() []string) {
	var mu sync.Mutex
	var list []string
	hear := func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			list = append(list, e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, "http://"+host+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
				list = append(list, "asks "+e.Request.URL)
			}
		}
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx, chromedp.WithListener(hear))
	t.Cleanup(stop)
	return ctx, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return list
	}
}

// sampleYear is where the tests that only look at the sample year find it, one after the other: the first loads it.
func sampleYear() string { return filepath.Join(binaries, "sample-year") }

// measure answers the value of a JavaScript expression on the page.
func measure[T any](t *testing.T, ctx context.Context, expression string) T {
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	require.NoError(t, err)
	return value
}

func TestAccountPageReadsOnPhoneAndDesk(t *testing.T) {
	p := start(t, "demo", sampleYear())
	for _, screen := range []struct {
		name  string
		width int64
	}{{"phone", 360}, {"desk", 1280}} {
		t.Run(screen.name, func(t *testing.T) {
			ctx, complaints := browser(t, p.http)
			require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(screen.width, 800)))
			_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
			require.NoError(t, err)
			// The page works without scripts; those of the test run beside it.
			scripts(t, ctx, false)
			require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("http://"+p.http+"/verantwoording/2022")))
			scripts(t, ctx, true)
			width := measure[int64](t, ctx, `document.documentElement.scrollWidth`)
			text := measure[string](t, ctx, `document.body.innerText`)
			themes := measure[int](t, ctx, `document.querySelectorAll('main section h2').length`)
			tooSmall := measure[int](t, ctx, `[...document.querySelectorAll('main p, main li, main summary')]
				.filter(e => e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 12).length`)
			require.LessOrEqual(t, width, screen.width, "nothing sticks out sideways")
			require.GreaterOrEqual(t, themes, 6)
			require.Zero(t, tooSmall, "no running text is smaller than 12 pixels")
			for _, want := range []string{"582.484", "150.000", "33.669", "verzonnen"} {
				require.Contains(t, text, want)
			}
			require.Empty(t, complaints())
		})
	}
	if *update {
		require.NoError(t, os.WriteFile(picture, shoot(t, p, 1280, 1720), 0o644))
	}
	require.FileExists(t, picture, "run this test with -update")
}

func scripts(t *testing.T, ctx context.Context, enabled bool) {
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: !enabled})
	require.NoError(t, err)
}

// shoot answers a picture of the top of the account page as the city reads it, with targets, and with its first goal open.
func shoot(t *testing.T, p *process, width, height int64) []byte {
	ctx, _ := browser(t, p.http)
	authorize(t, ctx, "Bearer "+p.token("municipality"))
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, height),
		chromedp.Navigate("http://"+p.http+"/verantwoording/2022")))
	require.True(t, measure[bool](t, ctx, `document.querySelector('.goal').open = true`))
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	return png
}

func TestAccountPagePrintsOnAFewSheets(t *testing.T) {
	p := start(t, "demo", sampleYear())
	ctx, _ := browser(t, p.http)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("http://"+p.http+"/verantwoording/2022")))
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	require.NoError(t, err)
	sheets := len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1))
	require.Positive(t, sheets)
	require.LessOrEqual(t, sheets, 8, "the account is a few sheets, not a book")
}
