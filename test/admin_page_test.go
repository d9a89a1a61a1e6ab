package test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
)

// poison publishes events that reporting cannot read, and waits until admins see that it set them aside.
func (d *deployment) poison(ids ...string) {
	d.t.Helper()
	d.recordCount() // so that the stream is there
	conn := d.nats.Connect()
	for _, id := range ids {
		publish(d.t, conn, cloudevent.ToNATS(natsx.Subject("activities", "head-count", "saved", id), cloudevent.Event{
			ID: id, Source: "urn:nld:oin:00000099000000000000:systeem:test", DataContentType: cloudevent.ProtobufType,
			Type: "nl.welzijn.activities.head-count-saved.v1", Subject: id, Data: []byte("no message"),
			DataSchema: "urn:protobuf:meedoen.activities.v1.HeadCountSaved",
		}))
	}
	d.shown("/admin", fmt.Sprintf("Reporting heeft %d dode brie", len(ids)))
}

// asAdminOf answers a browser whose visitor is an admin, on a page. It runs no scripts of pages.
func asAdminOf(d *deployment, path string) context.Context {
	ctx, _ := browser(d.t, d.http)
	authorize(d.t, ctx, "Bearer "+d.token("admin"))
	require.NoError(d.t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 1000), chromedp.Navigate("http://"+d.http+path)))
	return ctx
}

// click clicks on what a selector means, and waits for a page whose main part has words.
func click(t *testing.T, ctx context.Context, selector, words string) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, chromedp.Click(selector)))
	require.Eventually(t, func() bool {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.readyState == 'complete' ? document.body.innerText : ''`))
		return err == nil && strings.Contains(text, words)
	}, patience, pause, words)
}

func TestAdminRetriesAndDropsDeadLettersByClicking(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		d.poison("poison-1", "poison-2")
		ctx := asAdminOf(d, "/admin")
		click(t, ctx, `.facts a[href*="dode-brieven"]`, "Een dode brief is een gebeurtenis")
		click(t, ctx, `.pick a`, "De inhoud is niet te lezen")
		click(t, ctx, `form .button`, "1 dode brief wordt opnieuw geprobeerd")
		d.shown("/admin/dode-brieven", "2 pogingen")

		click(t, ctx, `.bar a[href$="dode-brieven"]`, "2 pogingen")
		require.NoError(t, chromedp.Do(ctx, chromedp.Click(`.pick li:last-child input`)))
		click(t, ctx, `.acts .quiet`, "Dit is niet terug te draaien")
		d.shown("/admin", "Reporting heeft 2 dode brieven")
		click(t, ctx, `.danger`, "1 dode brief is weggegooid")
		d.shown("/admin", "Reporting heeft 1 dode brief.")

		require.Contains(t, d.operate("reporting", "audit", "verify"), "reporting")
	}, oneProcessServers, apart)
}

func TestPagesOfAdminsAreForAdminsAndTakeNoFormsOfOthers(t *testing.T) {
	d := deployOneProcess(t)
	for _, path := range []string{"/admin", "/admin/dode-brieven", "/admin/dode-brieven/brief", "/admin/dode-brieven/weggooien"} {
		require.Equal(t, 403, d.rest("GET", path, d.token("account.manager"), nil).status, path)
		require.Equal(t, 401, d.rest("GET", path, "", nil).status, path)
	}
	for _, path := range []string{"/admin/dode-brieven/opnieuw", "/admin/dode-brieven/weggooien"} {
		require.Equal(t, 403, d.rest("POST", path, d.token("account.manager"), map[string]any{}).status, path)
		require.Equal(t, 403, d.foreign(path), "a form of a page elsewhere")
	}
}

// foreign answers what a form gets that a page of another site sends for an admin.
func (s *suite) foreign(path string) int {
	ctx, _ := browser(s.t, s.http)
	authorize(s.t, ctx, "Bearer "+s.token("admin"))
	page := "data:text/html," + url.PathEscape(`<form method="post" action="http://`+s.http+path+`"><button>x</button></form>`)
	require.NoError(s.t, chromedp.Do(ctx, chromedp.Navigate(page)))
	click(s.t, ctx, "button", "")
	require.Eventually(s.t, func() bool {
		return strings.HasPrefix(measure[string](s.t, ctx, `location.href`), "http")
	}, patience, pause)
	return measure[int](s.t, ctx, `performance.getEntriesByType('navigation')[0].responseStatus`)
}

func TestAdminSeesWhatIsAwayAndWhatWaits(t *testing.T) {
	d := deployApart(t)
	d.shown("/admin", "Alles werkt: 5 diensten.")
	d.programs["volunteers"].stop()
	d.shown("/admin", "Volunteers antwoordt niet: er is geen verbinding.", "werkt")
	d.programs["volunteers"].start()
	d.shown("/admin", "Alles werkt: 5 diensten.")

	staff := d.token("activities.staff")
	count := d.countOf(staff)
	d.nats.Stop()
	d.shown("/admin", "geen verbinding met NATS")
	create(t, d.suite, staff, "/v1/head-counts", count)
	d.shown("/admin", "1, de oudste", "achterstand niet bekend")
	d.nats.Start()
	d.shown("/admin", "Alles werkt: 5 diensten.")
}

func TestPagesOfAdminsCanBeUsedByEverybody(t *testing.T) {
	d := deployOneProcessOnServers(t)
	d.poison("poison-1")
	one := "dienst=reporting&brief=" + url.QueryEscape("bron=urn:nld:oin:00000099000000000000:systeem:test&id=poison-1")
	source := axe(t)
	ctx := asAdminOf(d, "/admin")
	for path, title := range map[string]string{
		"/admin": "Beheer", "/admin/dode-brieven?gedaan=opnieuw&aantal=1": "Dode brieven",
		"/admin/dode-brieven/brief?" + one: "Dode brief", "/admin/dode-brieven/weggooien?" + one: "Weggooien?",
	} {
		for _, width := range []int64{390, 1280} {
			require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate("http://"+d.http+path)))
			require.Equal(t, title, measure[string](t, ctx, `document.title`))
			require.LessOrEqual(t, measure[int64](t, ctx, `document.documentElement.scrollWidth`), width, path)
		}
		if source != "" {
			require.Empty(t, violations(t, ctx, source, "http://"+d.http+path, 390, 1280), path)
		}
	}
}
