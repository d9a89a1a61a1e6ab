package sample

// givenNames and surnames are common ones, put together by chance.

func givenNames() []string {
	return []string{
		"Aafje", "Abel", "Adam", "Aisha", "Amira", "Anouk", "Bas", "Bilal", "Bo", "Bram", "Cas", "Charlotte", "Daan",
		"Daniël", "Dewi", "Dina", "Eefje", "Elif", "Emma", "Esmée", "Eva", "Fatima", "Finn", "Fleur", "Floris", "Gijs",
		"Hamza", "Hanna", "Ibrahim", "Ilse", "Imane", "Isa", "Jahid", "Jasmijn", "Jayden", "Jens", "Joëlle", "Jurre",
		"Kadir", "Kim", "Lars", "Layla", "Lieke", "Lina", "Loïs", "Luuk", "Maartje", "Mees", "Mehmet", "Mila", "Milan",
		"Naomi", "Nina", "Noah", "Noor", "Nour", "Olaf", "Omar", "Pien", "Pim", "Quinten", "Raya", "Rosa", "Ruben",
		"Sam", "Samira", "Sara", "Sem", "Shanaya", "Siem", "Sofie", "Stijn", "Tess", "Thijs", "Tobias", "Tygo", "Vera",
		"Vigo", "Wout", "Xavi", "Yara", "Yasin", "Yfke", "Youssef", "Zara", "Zoë",
	}
}

func surnames() []string {
	return []string{
		"Achterberg", "Akkerman", "Alberts", "Amrani", "Aydin", "Bakker", "Balkan", "van den Berg", "Blom", "de Boer",
		"Boersma", "Bos", "Bosman", "Bouali", "Brouwer", "de Bruijn", "Cornelissen", "Dekker", "Demir", "Dijkstra",
		"van Dijk", "van Dongen", "Doornbos", "Driessen", "van Eck", "El Idrissi", "Evers", "Fernandes", "Fokkema",
		"Gerritsen", "de Graaf", "Groen", "de Groot", "Haan", "Haddou", "Heijmans", "Hendriks", "van Hout", "Hoekstra",
		"Huisman", "Jacobs", "Jansen", "de Jong", "Jonker", "Kaya", "de Keizer", "Klein", "Koning", "Koster", "Kramer",
		"Kuipers", "van Leeuwen", "Linssen", "van der Linden", "Lopes", "Maas", "Martina", "Meijer", "van der Meer",
		"Molenaar", "Mulder", "Nanhoe", "Nguyen", "Nijland", "Nolten", "Ouali", "Özturk", "Peeters", "Pinas", "Postma",
		"Prins", "Ramdin", "Rijken", "Roos", "Sahin", "Sanders", "Schipper", "Schouten", "Slager", "Smit", "Snijders",
		"Soerjadi", "Spaans", "Tahiri", "Terpstra", "Timmer", "Tromp", "Veenstra", "Verbeek", "Verhoeven", "Vermeer",
		"Visser", "de Vos", "de Vries", "van der Wal", "Wever", "Willems", "de Wit", "Wolters", "Yilmaz", "Zijlstra",
		"Zwart",
	}
}
