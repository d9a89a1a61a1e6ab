package test

import (
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
)

// tracePicture is the page of a trace as the documentation shows it.
const tracePicture = "../docs/traces.png"

// shown waits until a page of admins has each of words, and answers it.
func (s *suite) shown(path string, words ...string) string {
	token, page := s.token("admin"), ""
	require.EventuallyWithT(s.t, func(now *assert.CollectT) {
		a := s.rest("GET", path, token, nil)
		page = a.text
		require.Equal(now, 200, a.status)
		for _, w := range words {
			assert.Contains(now, page, w)
		}
	}, patience, 50*time.Millisecond)
	return page
}

func TestTracesOfThisProcessAndOfOthersAreShownToAdmins(t *testing.T) {
	receiver := testkit.Address(t)
	p := start(t, "up", t.TempDir(), "MEEDOEN_GATEWAY_TRACES_LISTEN="+receiver)
	id := p.recordCount()
	p.shown("/admin/traces", fmt.Sprintf("/admin/traces/%x", id))
	p.shown(fmt.Sprintf("/admin/traces/%x", id), "gateway", "activities", "reporting", "InsertOutbox", "publish", "process")
	p.shown("/admin/traces?dienst=volunteers&naam=programmes", "programmes<wbr>")

	other, err := telemetry.New(t.Context(), telemetry.Options{
		Service: "elsewhere", LogWriter: io.Discard,
		Traces: telemetry.Traces{Endpoint: receiver, Credentials: grpcx.Bearer(p.token("telemetry"))},
	})
	require.NoError(t, err)
	_, work := other.Tracer.Tracer("test").Start(t.Context(), "work elsewhere")
	work.End()
	p.shown("/admin/traces?dienst=elsewhere", "work elsewhere")
	require.NoError(t, other.Shutdown(context.WithoutCancel(t.Context())))

	require.Equal(t, 401, p.rest("GET", "/admin/traces", "", nil).status)
	require.Equal(t, 403, p.rest("GET", "/admin/traces", p.token("account.manager"), nil).status)
}

func TestTracesOfServicesApartAreShownToAdmins(t *testing.T) {
	d := deployApartWithTraces(t)
	id := d.recordCount()
	d.shown(fmt.Sprintf("/admin/traces/%x", id), "gateway", "activities", "reporting", "InsertOutbox", "publish", "process")
	d.programmes(d.token("activities.staff"), 1, 1)
	d.shown("/admin/traces?dienst=volunteers&naam=programmes", "programmes<wbr>")
}

func TestTracesReadOnPhoneAndDeskByDayAndByNight(t *testing.T) {
	p := start(t, "up", t.TempDir())
	staff := p.token("activities.staff")
	create(t, p.suite, staff, "/v1/head-counts", p.countOf(staff))
	list := p.shown("/admin/traces?naam=head-counts", "/admin/traces/")
	one := regexp.MustCompile("/admin/traces/[0-9a-f]{32}").FindString(list)
	p.shown(one, "process")
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprint(width, " ", scheme), func(t *testing.T) {
				ctx, complaints := browser(t, p.http)
				asAdmin(t, ctx, p, width, scheme)
				_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
				require.NoError(t, err)
				for _, path := range []string{"/admin", "/admin/traces", "/admin/traces?duur=x&trace=x", one} {
					// The page works without scripts; those of the test run beside it.
					scripts(t, ctx, false)
					require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("http://"+p.http+path)))
					scripts(t, ctx, true)
					measure[int](t, ctx, `[...document.querySelectorAll('details')].map(d => d.open = true).length`)
					require.LessOrEqual(t, measure[int64](t, ctx, `document.documentElement.scrollWidth`), width, path)
					require.Zero(t, measure[int](t, ctx, `[...document.querySelectorAll('main *')]
						.filter(e => e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 12).length`), path)
				}
				require.Positive(t, measure[int](t, ctx, `document.querySelectorAll('.steps rect').length`))
				require.Empty(t, complaints())
			})
		}
	}
	if *update {
		ctx, _ := browser(t, p.http)
		asAdmin(t, ctx, p, 1280, "light")
		require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("http://"+p.http+one)))
		png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(tracePicture, png, 0o644))
	}
	require.FileExists(t, tracePicture, "run this test with -update")
}

// asAdmin has the browser look at pages of a width, by a colour scheme, with the token of an admin.
func asAdmin(t *testing.T, ctx context.Context, p *process, width int64, scheme string) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 1000)))
	_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"Authorization": "Bearer " + p.token("admin")},
	})
	require.NoError(t, err)
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	require.NoError(t, err)
}
