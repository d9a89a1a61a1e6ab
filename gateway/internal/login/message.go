package login

import (
	"fmt"
	"net/http"
)

// Message is a page that says one thing, in Dutch.
type Message struct {
	// Status is the HTTP status.
	Status int
	// Title says what is the matter, Text what to do about it.
	Title, Text string
	// Action is what one can do from here.
	Action Action
	cause  error // what lay underneath, for the log only
}

// Action is a link, or a button that sends a form without fields.
type Action struct {
	Label, Path string
	Post        bool
}

func (m *Message) because(cause error) *Message {
	m.cause = cause
	return m
}

// show writes a page, and notes why it had to. The log gets no name, token or code.
func (l *Login) show(w http.ResponseWriter, r *http.Request, m *Message) {
	if m.cause != nil && r.Context().Err() == nil {
		l.options.Log.WarnContext(r.Context(), "login failed", "status", m.Status, "error", m.cause)
	}
	l.options.Show(w, r, *m)
}

func again(label string) Action { return Action{Label: label, Path: loginPath} }

func logoutButton() Action { return Action{Label: "Uitloggen", Path: logoutPath, Post: true} }

func notConfigured() *Message {
	return &Message{
		Status: http.StatusNotImplemented, Title: "Inloggen is hier niet ingesteld",
		Text: "De beheerder van dit systeem kan het aanzetten met de instellingen gateway.public-url, " +
			"gateway.login.issuer en gateway.login.client-id.",
	}
}

func providerAway() *Message {
	return &Message{
		Status: http.StatusServiceUnavailable, Title: "Inloggen lukt nu even niet",
		Text: "De aanmelddienst van uw organisatie is niet bereikbaar. " +
			"Probeer het over een paar minuten opnieuw.",
		Action: again("Opnieuw proberen"),
	}
}

func providerRefused() *Message {
	return &Message{
		Status: http.StatusBadGateway, Title: "De aanmelddienst liet u niet door",
		Text: "De aanmelddienst van uw organisatie weigerde dit verzoek. Blijft dat zo, vraag het dan aan uw beheerder: " +
			"in het log staat de reden.",
		Action: again("Opnieuw proberen"),
	}
}

func attemptOver() *Message {
	return &Message{
		Status: http.StatusBadRequest, Title: "Deze aanmelding is verlopen of al gebruikt",
		Text: "Dat gebeurt als inloggen langer dan tien minuten duurt, als u teruggaat naar een oude pagina, " +
			"of als uw browser geen cookies bewaart.",
		Action: again("Opnieuw inloggen"),
	}
}

func cancelled() *Message {
	return &Message{
		Status: http.StatusForbidden, Title: "U bent niet ingelogd",
		Text:   "Het inloggen is afgebroken.",
		Action: again("Opnieuw inloggen"),
	}
}

func clocksDiffer() *Message {
	return &Message{
		Status: http.StatusBadGateway, Title: "De klokken lopen niet gelijk",
		Text: "Uw aanmelding was al verlopen toen zij hier aankwam. De klok van dit systeem of die van de aanmelddienst " +
			"loopt verkeerd. Vraag uw beheerder ernaar te kijken.",
		Action: again("Opnieuw proberen"),
	}
}

func identityRefused() *Message {
	return &Message{
		Status: http.StatusBadGateway, Title: "Uw aanmelding is niet te controleren",
		Text: "Wat de aanmelddienst over u stuurde klopt niet, en daarom bent u niet ingelogd. " +
			"Blijft dat zo, vraag het dan aan uw beheerder: in het log staat de reden.",
		Action: again("Opnieuw proberen"),
	}
}

func tokenUnusable() *Message {
	return &Message{
		Status: http.StatusBadGateway, Title: "Met deze aanmelding kunt u hier niet terecht",
		Text: "Het toegangsbewijs van de aanmelddienst telt hier niet. Uw beheerder kan dat herstellen met de instellingen " +
			"auth.issuers, auth.audience en gateway.login.scopes; in het log staat de reden.",
		Action: again("Opnieuw proberen"),
	}
}

func tokenTooLarge() *Message {
	return &Message{
		Status: http.StatusBadGateway, Title: "Uw toegangsbewijs is te groot",
		Text: "Een browser kan het niet bewaren. Uw beheerder kan de aanmelddienst minder in het toegangsbewijs laten " +
			"zetten, zoals alleen de rollen voor dit systeem.",
	}
}

func loggedIn(name string) *Message {
	return &Message{
		Status: http.StatusOK, Title: "Uitloggen",
		Text:   fmt.Sprintf("U bent ingelogd als %s.", name),
		Action: logoutButton(),
	}
}

func loggedOut() *Message {
	return &Message{
		Status: http.StatusOK, Title: "U bent uitgelogd",
		Text:   "Bij de aanmelddienst van uw organisatie kunt u nog aangemeld zijn. Sluit op een gedeelde computer de browser.",
		Action: Action{Label: "Opnieuw inloggen", Path: loginPath + "?prompt=login"},
	}
}

func sessionOver() *Message {
	return &Message{
		Status: http.StatusUnauthorized, Title: "U bent niet meer ingelogd",
		Text:   "Wat u zojuist verstuurde is niet verwerkt. Log opnieuw in en probeer het nog eens.",
		Action: again("Opnieuw inloggen"),
	}
}

func roleMissing(role, name string) *Message {
	return &Message{
		Status: http.StatusForbidden, Title: "Deze pagina is niet voor u",
		Text: fmt.Sprintf("U bent ingelogd als %s. Deze pagina is voor wie de rol %s heeft. "+
			"Uw beheerder kan u die rol geven; log daarna opnieuw in.", name, role),
		Action: logoutButton(),
	}
}

func foreignForm() *Message {
	return &Message{
		Status: http.StatusForbidden, Title: "Dit verzoek kwam van een andere website",
		Text: "Daarom is er niets mee gedaan. Doe het opnieuw vanaf onze eigen pagina.",
	}
}
