package admin

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

func TestEverythingThatWorksIsSaidInOneSentence(t *testing.T) {
	p := calm("shop", "store")
	d := over(t, p).read("/admin")
	require.Equal(t, "werkt Alles werkt: 2 diensten.", d.With("class", "verdict well").Text())
	cards := d.With("class", "cards").All("h2")
	require.Len(t, cards, 2)
	text := d.With("class", "cards").Text()
	for _, words := range []string{
		"shop werkt", "Te verzenden niets", "Timers op tijd", "Dode brieven geen", "letters bij", "1.200 van 1.200 verwerkt",
		"Versie 1.2.3, draait 2 dagen", "box-7", "7 en 12", "1 mei, 12.00.00",
	} {
		require.Contains(t, text, words)
	}
	require.Equal(t, []string{"Bearer of-ann"}, p.tokens, "the process is called with the token of the visitor")
}

func TestWhatIsWrongWithAServiceIsJudgedAndSaid(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*operationsv1.ProcessStatus, *operationsv1.ServiceStatus)
		state  state
		says   string
	}{
		"database": {func(_ *operationsv1.ProcessStatus, s *operationsv1.ServiceStatus) {
			s.DatabaseReachable = false
		}, broken, "Shop kan niet bij de eigen database."},
		"keys": {func(p *operationsv1.ProcessStatus, _ *operationsv1.ServiceStatus) {
			p.UnreadyParts = []string{"privacy"}
		}, broken, "Shop kan niet bij de sleutels van personen."},
		"neighbour": {func(p *operationsv1.ProcessStatus, _ *operationsv1.ServiceStatus) {
			p.UnreadyParts = []string{"store"}
		}, broken, "Shop neemt geen verzoeken aan, want store is niet gereed."},
		"nats": {func(p *operationsv1.ProcessStatus, _ *operationsv1.ServiceStatus) {
			p.EventsConnected = false
		}, attention, "Shop heeft geen verbinding met NATS, en gebeurtenissen wachten."},
		"outbox": {func(_ *operationsv1.ProcessStatus, s *operationsv1.ServiceStatus) {
			s.Outbox.UnsentCount, s.Outbox.OldestAge = 1500, ago(3*time.Minute)
		}, attention, "Shop heeft 1.500 gebeurtenissen die al 3 min op verzending wachten."},
		"outbox of a moment": {func(_ *operationsv1.ProcessStatus, s *operationsv1.ServiceStatus) {
			s.Outbox.UnsentCount, s.Outbox.OldestAge = 1, ago(longOutbox)
		}, well, "Alles werkt: 1 dienst."},
		"stream": {func(_ *operationsv1.ProcessStatus, s *operationsv1.ServiceStatus) {
			s.Streams[0].Position, s.Streams[0].OldestAge = 1199, ago(2*time.Hour)
		}, attention, "Shop loopt 1 gebeurtenis achter op letters, al 2 uur."},
		"late timer": {func(_ *operationsv1.ProcessStatus, s *operationsv1.ServiceStatus) {
			s.Timers = &operationsv1.TimerStatus{DueCount: 1, OldestDelay: ago(5 * time.Minute)}
		}, attention, "Shop is 5 min te laat met wat op tijd moest gebeuren."},
		"failing timer": {func(_ *operationsv1.ProcessStatus, s *operationsv1.ServiceStatus) {
			s.Timers = &operationsv1.TimerStatus{FailingCount: 2}
		}, attention, "Shop probeert 2 mislukte timers opnieuw."},
		"dead letter": {func(_ *operationsv1.ProcessStatus, s *operationsv1.ServiceStatus) {
			s.DeadLetterCount = 1
		}, attention, "Shop heeft 1 dode brief."},
	} {
		t.Run(name, func(t *testing.T) {
			p := calm("shop")
			c.change(p.status, p.status.Services[0])
			d := over(t, p).read("/admin")
			require.Equal(t, c.state.Word()+" "+c.says, d.With("class", "verdict "+c.state.Class()).Text())
			require.Contains(t, d.With("class", "cards").Text(), "shop "+c.state.Word())
		})
	}
}

func TestWorstServiceComesFirstAndNoMoreThanThreeAreNamed(t *testing.T) {
	p := calm("a", "b", "c", "d", "e")
	for _, s := range p.status.Services[:4] {
		s.DeadLetterCount = 1
	}
	p.status.Services[3].DatabaseReachable = false
	d := over(t, p).read("/admin")
	require.Equal(t, "werkt niet D kan niet bij de eigen database; a heeft 1 dode brief; b heeft 1 dode brief; "+
		"en nog 1 dienst vraagt aandacht.", d.With("class", "verdict broken").Text())
}

func TestServiceThatDoesNotAnswerIsShownAsAwayAndTheOthersAsTheyAre(t *testing.T) {
	gone := calm("store")
	gone.fails = status.Error(codes.Unavailable, "dial tcp 10.0.0.7: refused")
	d := newDesk(t, map[string]operationsv1.OperationServiceClient{"shop": client(t, calm("shop")), "store": client(t, gone)})
	page := d.read("/admin")
	require.Equal(t, "weg Store antwoordt niet: er is geen verbinding.", page.With("class", "verdict away").Text())
	require.Contains(t, page.With("class", "cards").Text(), "shop werkt")
	require.NotContains(t, page.First("main").Text(), "10.0.0.7", "what is inside stays inside")
	require.Contains(t, d.read("/admin/dode-brieven").First("main").Text(), "Niet bekend van store: er is geen verbinding.")
}

func TestPageIsReadAgainOnlyForWhoAsked(t *testing.T) {
	d := over(t, calm("shop"))
	require.Empty(t, d.do(http.MethodGet, "/admin", nil).Header().Get("Refresh"))
	require.Empty(t, d.do(http.MethodGet, "/admin?ververs=0", nil).Header().Get("Refresh"))
	require.Equal(t, "10", d.do(http.MethodGet, "/admin?ververs=10", nil).Header().Get("Refresh"))
}

func TestTimeIsSaidInTheLargestUnitThatSaysEnough(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 59 * time.Second: "59 s", time.Minute: "1 min", 119 * time.Minute: "1 uur", 47 * time.Hour: "47 uur",
		49 * time.Hour: "2 dagen", 24 * 5000 * time.Hour: "5.000 dagen",
	} {
		require.Equal(t, want, lasting(d))
	}
}
