package test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// TestAccountPageNeedsNoScripts looks at the page as a browser shows it that runs none, and opens what is closed as its
// reader would, with the keyboard.
func TestAccountPageNeedsNoScripts(t *testing.T) {
	s := showAccount(t)
	for name, width := range map[string]int64{"phone": 390, "desk": 1280} {
		t.Run(name, func(t *testing.T) {
			ctx, complaints := browser(t, s.host)
			authorize(t, ctx, asManager)
			scripts(t, ctx, false)
			require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900),
				chromedp.Navigate("http://"+s.host+"/verantwoording/2022")))
			for _, closed := range []string{
				`#doel-opgroeien > summary`, `#mediations .more details:nth-child(1) > summary`,
				`#mediations .more details:nth-child(2) > summary`, `#mediations .more details:last-child > summary`,
			} {
				require.NoError(t, chromedp.Do(ctx, chromedp.Focus(closed), chromedp.KeyEvent("\r")))
			}
			scripts(t, ctx, true)
			text := measure[string](t, ctx, `document.body.innerText`)
			for _, f := range s.account.GetFigures() {
				require.Contains(t, text, f.GetWording(), f.GetIndicator())
				require.Equal(t, 1, measure[int](t, ctx, `document.querySelectorAll('[id="`+f.GetIndicator()+`"]').length`))
				if f.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD {
					require.NotContains(t, measure[string](t, ctx, `document.getElementById('`+f.GetIndicator()+`').textContent`),
						"Precieze waarde")
				}
			}
			for _, opened := range []string{
				"Het jongerenwerk bereikt 3.500 jongeren", "Meer aanmeldingen dan verwacht", "Stadsdeel en wijk", "Teamleider wijkteams",
			} {
				require.Contains(t, text, opened)
			}
			require.NotContains(t, text, "Teamleider schuldhulp", "what nobody opened is closed")
			require.LessOrEqual(t, measure[int64](t, ctx, `document.documentElement.scrollWidth`), width)
			require.Empty(t, complaints())
		})
	}
}
