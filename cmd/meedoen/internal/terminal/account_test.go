package terminal_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/rivo/uniseg"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func plain() terminal.Look { return terminal.Look{Width: 100} }

func recorded(theme, indicator, programme, label, wording string, value int32) *reportingv1.Figure {
	return &reportingv1.Figure{
		Indicator: indicator, Theme: theme, Programme: programme, Label: label,
		Status: reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, Value: proto.Int32(value), Wording: wording,
	}
}

func missing(theme, indicator, programme, label string, why reportingv1.FigureStatus) *reportingv1.Figure {
	return &reportingv1.Figure{Indicator: indicator, Theme: theme, Programme: programme, Label: label, Status: why}
}

func account(figures ...*reportingv1.Figure) *reportingv1.Account {
	return &reportingv1.Account{
		Year: 2022,
		Themes: []*reportingv1.AccountTheme{
			{Id: "kansrijk_opgroeien", DisplayName: "Kansrijk opgroeien"},
			{Id: "ontmoeting_verbinding", DisplayName: "Ontmoeting en verbinding"},
		},
		Figures: figures,
		AsOf:    timestamppb.New(time.Date(2026, 11, 23, 3, 12, 0, 0, time.UTC)),
	}
}

func children() *reportingv1.Figure {
	return recorded("kansrijk_opgroeien", "children-visits",
		"kinderwerk (brede scholen; wijk; dagarrangementen)", "bezoeken door kinderen", "ruim 150.000", 152_318)
}

func visits(value int32, wording string) *reportingv1.Figure {
	return recorded("ontmoeting_verbinding", "centre-visits", "buurtcentra en De Glasbak", "bezoeken", wording, value)
}

func lines(text ...string) string { return strings.Join(text, "\n") + "\n" }

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return zone
}

func TestAccountStandsBesideThePublishedFigures(t *testing.T) {
	a := account(
		missing("kansrijk_opgroeien", "vve-children", "Spelend Leren Thuis (VVE)", "kinderen",
			reportingv1.FigureStatus_FIGURE_STATUS_NOT_RECORDED),
		children(),
		visits(582_484, "582.484"),
		missing("ontmoeting_verbinding", "buurtkamers", "Buurtkamers", "buurtkamers",
			reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA),
	)
	require.Equal(t, lines(
		"Verantwoording 2022 (fictieve voorbeeldgegevens)",
		"Stand van 23-11-2026 04:12 uur",
		"",
		"                                                     uitkomst      exact      gepubliceerd",
		"Kansrijk opgroeien",
		"  Spelend Leren Thuis (VVE): kinderen             nog niet geregistreerd               958",
		"  kinderwerk (brede scholen; wijk;               ruim 150.000    152.318      ruim 150.000  gelijk",
		"    dagarrangementen): bezoeken door kinderen",
		"",
		"Ontmoeting en verbinding",
		"  buurtcentra en De Glasbak: bezoeken                 582.484    582.484           582.484  gelijk",
		"  Buurtkamers                                        niets geregistreerd                 9",
		"",
		"2 van 4 cijfers geregistreerd, alle gelijk aan de publicatie.",
	), terminal.Account(a, sample.Published(), amsterdam(t), plain()))
}

func TestFigureThatDiffersIsMarkedAndCounted(t *testing.T) {
	text := terminal.Account(account(children(), visits(582_485, "582.485")), sample.Published(), time.UTC, plain())
	require.Regexp(t, `bezoeken +582\.485 +582\.485 +582\.484  wijkt af\n`, text)
	require.Contains(t, text, "2 van 2 cijfers geregistreerd, waarvan 1 gelijk aan de publicatie en 1 die afwijkt.\n")
}

func TestAccountWithoutAPublishedPageIsNotCompared(t *testing.T) {
	text := terminal.Account(account(children(), visits(7, "7")), nil, time.UTC, plain())
	require.Regexp(t, `bezoeken +7 +7 +–\n`, text)
	require.True(t, strings.HasSuffix(text, "\n2 van 2 cijfers geregistreerd.\n"))
}

func TestAccountFitsItsWidth(t *testing.T) {
	programme := strings.Repeat("ontmoetingsplek 🏘️ ", 9) + strings.Repeat("o", 90)
	label := strings.Repeat("bezoekers é ", 9)
	wide := recorded("kansrijk_opgroeien", "x", programme, label, "meer dan 150.000", 150_001)
	for _, width := range []int{80, 100} {
		text := terminal.Account(account(children(), wide), sample.Published(), time.UTC, terminal.Look{Width: width})
		for _, line := range strings.Split(text, "\n") {
			require.LessOrEqual(t, uniseg.StringWidth(line), width, line)
		}
	}
}

func TestFigureThatIsBeingCountedSaysSo(t *testing.T) {
	a := account(missing("ontmoeting_verbinding", "buurtkamers", "Buurtkamers", "buurtkamers",
		reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED))
	require.Contains(t, terminal.Account(a, nil, time.UTC, plain()), " wordt geteld ")
}

func TestColourChangesNoLetterOfTheAccount(t *testing.T) {
	a := account(children(), visits(1, "1"), missing("ontmoeting_verbinding", "repairs", "Repair Cafés", "reparaties",
		reportingv1.FigureStatus_FIGURE_STATUS_NOT_RECORDED))
	coloured := terminal.Account(a, sample.Published(), time.UTC, terminal.Look{Width: 100, Colour: true})
	require.Contains(t, coloured, "\x1b[32mgelijk\x1b[0m")
	require.Contains(t, coloured, "\x1b[31mwijkt af\x1b[0m")
	marks := regexp.MustCompile("\x1b\\[[0-9]+m")
	require.Equal(t, terminal.Account(a, sample.Published(), time.UTC, plain()), marks.ReplaceAllString(coloured, ""))
}

func TestEditionIsShownWithWhatItWithholdsAndTheEditionsThereAre(t *testing.T) {
	a := account(visits(582_484, "582.484"),
		missing("kansrijk_opgroeien", "children-visits", "Kinderwerk", "bezoeken", reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD))
	a.Edition = 2
	at := timestamppb.New(time.Date(2023, 4, 1, 9, 0, 0, 0, time.UTC))
	a.Editions = []*reportingv1.AccountEdition{
		{Edition: 1, PublishTime: at, Provisional: true},
		{Edition: 2, PublishTime: at, Reason: "Tellingen kwamen later.", Changes: []*reportingv1.FigureChange{{}, {}}},
	}
	require.Equal(t, lines(
		"Verantwoording 2022, editie 2",
		"Stand van 23-11-2026 04:12 uur",
		"",
		"                                                                                 uitkomst      exact",
		"Kansrijk opgroeien",
		"  Kinderwerk: bezoeken                                                    niet getoond: klein aantal",
		"",
		"Ontmoeting en verbinding",
		"  buurtcentra en De Glasbak: bezoeken                                             582.484    582.484",
		"",
		"Editie 1 van 1-4-2023 11:00 uur, voorlopig.",
		"Editie 2 van 1-4-2023 11:00 uur, 2 cijfers anders: Tellingen kwamen later.",
	), terminal.Edition(a, amsterdam(t), plain()))
	a.Edition = 0
	require.Contains(t, terminal.Edition(a, amsterdam(t), plain()), "Verantwoording 2022, zoals die nu is")
}
