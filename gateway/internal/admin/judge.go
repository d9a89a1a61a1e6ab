package admin

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// state is how it is with a service, from well to worst.
type state int

const (
	well      state = iota
	attention       // it works, and something is to be looked at
	broken          // it takes no calls
	away            // it does not answer
)

// Word answers the state in a word.
func (s state) Word() string { return [...]string{"werkt", "let op", "werkt niet", "weg"}[s] }

// Class answers the name of the state in the style sheet.
func (s state) Class() string { return [...]string{"well", "attention", "broken", "away"}[s] }

// Work in the background takes a moment. What waits longer than this is worth a look.
const (
	longOutbox = 10 * time.Second
	longStream = 10 * time.Second
	longTimer  = time.Minute
)

// judge answers how it is with a service, and everything that is wrong, as what follows its name in a sentence.
func judge(process *operationsv1.ProcessStatus, service *operationsv1.ServiceStatus) (worst state, problems []string) {
	is := func(s state, format string, args ...any) {
		worst = max(worst, s)
		problems = append(problems, fmt.Sprintf(format, args...))
	}
	if !service.GetDatabaseReachable() {
		is(broken, "kan niet bij de eigen database")
	}
	for _, part := range process.GetUnreadyParts() {
		switch {
		case part == service.GetName():
		case part == "privacy":
			is(broken, "kan niet bij de sleutels van personen")
		default:
			is(broken, "neemt geen verzoeken aan, want %s is niet gereed", part)
		}
	}
	if !process.GetEventsConnected() {
		is(attention, "heeft geen verbinding met NATS, en gebeurtenissen wachten")
	}
	if o := service.GetOutbox(); o.GetOldestAge().AsDuration() > longOutbox {
		is(attention, "heeft %s die %s op verzending %s", things(o.GetUnsentCount(), "gebeurtenis", "gebeurtenissen"),
			already(o.GetOldestAge().AsDuration()), plural(o.GetUnsentCount(), "wacht", "wachten"))
	}
	for _, stream := range service.GetStreams() {
		if age := stream.GetOldestAge().AsDuration(); age > longStream {
			is(attention, "loopt %s achter op %s, %s", things(stream.GetEnd()-stream.GetPosition(), "gebeurtenis", "gebeurtenissen"),
				stream.GetService(), already(age))
		}
	}
	t := service.GetTimers()
	if late := t.GetOldestDelay().AsDuration(); late > longTimer {
		is(attention, "is %s te laat met wat op tijd moest gebeuren", lasting(late))
	}
	if n := t.GetFailingCount(); n > 0 {
		is(attention, "probeert %s opnieuw", things(int64(n), "mislukte timer", "mislukte timers"))
	}
	if n := service.GetDeadLetterCount(); n > 0 {
		is(attention, "heeft %s", things(int64(n), "dode brief", "dode brieven"))
	}
	return worst, problems
}

// already says how long something lasts by now.
func already(d time.Duration) string { return "al " + lasting(d) }

// plural answers the word for a number of things.
func plural(n int64, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// things counts: 1 gebeurtenis, 2 gebeurtenissen.
func things(n int64, one, more string) string {
	return web.Number(n) + " " + plural(n, one, more)
}

// mostNamed is how many services the sentence above all names.
const mostNamed = 3

// summarise says in one sentence how it is with all services, the worst first.
func summarise(cards []card) (worst state, sentence string) {
	wrong := slices.DeleteFunc(slices.Clone(cards), func(c card) bool { return c.State == well })
	slices.SortStableFunc(wrong, func(a, b card) int { return int(b.State - a.State) })
	switch {
	case len(cards) == 0:
		return attention, "Er is geen dienst die zegt hoe het gaat."
	case len(wrong) == 0:
		return well, fmt.Sprintf("Alles werkt: %s.", things(int64(len(cards)), "dienst", "diensten"))
	}
	var clauses []string
	for _, c := range wrong[:min(len(wrong), mostNamed)] {
		clauses = append(clauses, c.Name+" "+c.Problems[0])
	}
	if more := len(wrong) - mostNamed; more > 0 {
		clauses = append(clauses, "en nog "+things(int64(more), "dienst vraagt", "diensten vragen")+" aandacht")
	}
	return wrong[0].State, web.UpperFirst(strings.Join(clauses, "; ")) + "."
}
