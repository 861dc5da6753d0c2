"""Given and family names as heard in the schools of Québec, commonest first. Facts, not persons."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Naming:
    """The names of one community: children's and adults' given names, family names."""

    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    """Names are separated by spaces; an underscore stands for the space inside a name."""
    return tuple(word.replace("_", " ") for word in text.split())


QUEBECOIS = Naming(
    girls=_words("""
        Emma Olivia Charlie Florence Alice Charlotte Léa Rosalie Béatrice Zoé Clara Juliette
        Chloé Mila Rose Éva Jade Livia Maélie Éloïse Raphaëlle Noélie Victoria Romy Camille
        Jeanne Maëlle Élizabeth Laurence Arielle Anaïs Sarah Léonie Élodie Simone Mathilde
        Océane Ophélie Delphine Marianne Gabrielle Maïka Flavie Amélia Annabelle Coralie
        Léa-Rose Marie-Soleil Emy Lily-Rose Éléonore Margot Adèle Agathe Alicia Daphnée
        Mégane Audrey-Anne Sofia Noémie Ève Marilou Corinne Frédérique Anne-Sophie Aurélie
        Maude Myriam Félicité Mia_Rose Ariane Jasmine Laurie Sandrine Catherine Maïna
    """),
    boys=_words("""
        Liam William Noah Thomas Léo Nathan Jacob Édouard Logan Arthur Félix Louis Arnaud
        Raphaël Charles Samuel Alexis Émile Olivier Gabriel Antoine Benjamin Adam Henri Xavier
        Zack Jules Théo Laurent Victor Loïc Eliott Ludovic Jayden Mathis Zachary Isaac Malik
        Hubert Philippe Étienne Simon Dylan Maxime Vincent Nolan Justin Jérémy Anthony Tristan
        Zachaël Alexandre Elliot Hugo Milan Léonard Guillaume Albert Christophe Mathéo Noé
        Jean-Christophe Lucas Mathieu Lambert Cédric Rémi Francis Marc-Olivier Charles-Antoine
        François-Xavier Joël Ulysse Tommy Éloi Clément Pier-Luc Jean_Gabriel Benoît Zacharie
    """),
    women=_words("""
        Mélanie Julie Isabelle Caroline Annie Stéphanie Geneviève Catherine Nathalie Karine
        Valérie Véronique Audrey Émilie Marie-Ève Amélie Jessica Sophie Cynthia Mélissa Martine
        Josée Chantal Sylvie Nancy Vanessa Andréanne Maude Élise Joëlle Marie-Claude Anne-Marie
        Myriam Roxanne Sabrina Sandra Gabrielle Patricia Ève Maryse Claudia Pascale Brigitte
        Marie-Josée Jacinthe Édith Kim Noémie Laurence Hélène Dominique Manon Cindy Sarah
        Claudine Mireille Évelyne Priscilla Françoise Marie-Hélène Christine Renée Judith
    """),
    men=_words("""
        Martin Éric Stéphane Patrick Sébastien Mathieu David Alexandre Jonathan François Simon
        Maxime Nicolas Marc Pierre-Luc Jean-François Yannick Guillaume Dominic Steve Daniel
        Frédéric Vincent Michaël Benoît Jean-Philippe Christian Hugo Louis-Philippe Philippe
        Sylvain Jean-Sébastien Charles Samuel Mario Olivier Carl Étienne Bruno Kevin Marc-André
        Luc Dany Pascal Francis Antoine Jérôme Alain André Rémi Félix Christophe Joël Réjean
        Jean-Michel Gabriel Serge Yves Emmanuel Patrice Raphaël Normand Ghislain Thierry
    """),
    families=_words("""
        Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet Pelletier
        Bélanger Lévesque Bergeron Leblanc Paquette Girard Simard Boucher Caron Beaulieu
        Cloutier Dubé Poirier Fournier Lapointe Leclerc Lefebvre Poulin Thibault St-Pierre
        Nadeau Martin Landry Martel Bédard Grenier Lessard Bernier Richard Michaud Hébert
        Desjardins Couture Turcotte Lachance Parent Blais Gosselin Savard Proulx Beaudoin
        Demers Perreault Boudreau Lemieux Cyr Perron Dufour Dion Mercier Bolduc Bérubé
        Boisvert Langlois Ménard Therrien Plante Bilodeau Blanchette Dubois Champagne Paradis
        Fortier Arsenault Dupuis Gaudreault Hamel Houle Villeneuve Rousseau Gravel Thériault
        Lemay Robert Allard Deschênes Giroux Guay Leduc Boivin Charbonneau Lambert Raymond
        Vachon Gilbert Audet Larouche Legault Trudel Fontaine Picard Labelle Lacroix Moreau
        Carrier Desrosiers Goulet Renaud Dionne Lapierre Vaillancourt Lalonde Tessier Tardif
        Lepage Gingras Rioux Giguère Drouin Harvey Lauzon Gendron Boutin Laflamme Vallée
        Dumont Breton Paré Paquin Robitaille Gélinas Duchesne Lussier Séguin Veilleux Potvin
        Gervais Pépin Laroche Morissette Charron Lavallée Chabot Brunet Vézina Desrochers
        Labrecque Coulombe Tanguay Chouinard Noël Pouliot Lacasse Daigle Marcoux Lamontagne
        Turgeon Larocque Roberge Auger Masson Pilon Racine Dallaire Émond Grégoire Beauregard
        Lebel Blouin Martineau Labbé Beauchamp St-Onge Charette Létourneau Rodrigue Cormier
        Rivard Asselin St-Jean Plourde Thibodeau Bélisle St-Laurent Godbout Desbiens Doucet
        Brassard Forget Marcotte Béland Archambault Maltais Trépanier Laliberté Brisson
        Dufresne Chartrand Houde Fréchette Guillemette Drolet Larivière Ferland Trottier Piché
        Sirois Charest Provost Soucy Lamoureux Ladouceur Bégin L'Heureux D'Amours L'Écuyer
        L'Italien D'Astous D'Anjou Bœuf Lebœuf Le_Blanc De_La_Durantaye Côté-Roy Ste-Marie
        Saint-Hilaire L'Archevêque L'Espérance Duchesneau Latendresse Sansregret Vadeboncœur
    """),
)

ENGLISH = Naming(
    girls=_words("""
        Olivia Emma Charlotte Amelia Sophia Grace Chloe Hannah Abigail Maya Lily Zoe Madison
        Ella Scarlett Nora Violet Isla Hailey Julia Penelope Claire Anna Mackenzie Kate-Lynn
    """),
    boys=_words("""
        Liam Noah William Oliver Benjamin Jack Ethan Lucas Owen James Henry Logan Ryan Aiden
        Nathan Dylan Cameron Evan Connor Matthew Declan Sean Tyler Jean-Luc Alexander Wyatt
    """),
    women=_words("""
        Jennifer Sarah Melissa Amanda Stephanie Emily Laura Kimberly Heather Michelle Andrea
        Samantha Natalie Erin Kathleen Rachel Vanessa Christina Victoria Mary-Anne Siobhán
    """),
    men=_words("""
        Michael David Christopher Jason Matthew Andrew Kevin Ryan Brian Mark Jonathan Steven
        Robert Scott Peter Sean Patrick Daniel Anthony Jeremy Gregory Colin Ian Derek Eoin
    """),
    families=_words("""
        Smith Brown O'Brien MacDonald Campbell Murphy Johnston Kelly McKenna O'Connor Stewart
        Fitzgerald Robinson Wilson Ross Taylor Russo Rossi Papadopoulos Schwartz Goldberg
        D'Angelo Esposito Hamilton-Roy Kowalski MacGregor Walsh Bennett Clarke O'Neill Fraser
        St._John Van_der_Berg Petrakis Di_Iorio Quinn Sullivan McCarthy Bradley Ferguson
    """),
)

VIETNAMESE = Naming(
    girls=_words("Linh Mai Thảo Anh Vy Kim-Anh Thiên-An Ngọc-Hân Lan Mỹ-Linh Tuyết"),
    boys=_words("Minh Khôi Bảo Duy Khang Gia-Bảo An Phúc Đăng-Khoa Nam Huy"),
    women=_words("Hương Thu Lan Phương Thị_Mai Ngọc Hạnh Yến Kim-Loan Diễm"),
    men=_words("Hùng Tuấn Minh Dũng Quang Văn_Hải Sơn Thành Đức Long"),
    families=_words("Nguyễn Trần Lê Phạm Huỳnh Ngô Đặng Bùi Vũ Đỗ Hồ Dương Lý"),
)

HAITIAN = Naming(
    girls=_words("Naïka Islande Fabiola Dahlia Roseline Anaëlle Kerlyne Medjina Chrislande Lovely"),
    boys=_words("Wesley Jean-Kevens Ricardo Samuel Woodley Emmanuel Djimy Christ-Ameson Mackenson"),
    women=_words("Marie-Carmelle Guerda Nadège Mirlande Fabienne Rose-Laure Ketsia Yolette"),
    men=_words("Jean-Robert Wilner Frantz Evens Pierre-Richard Jocelyn Réginald Fritz-Gérald"),
    families=_words("""
        Jean-Baptiste Pierre-Louis Joseph Désir Toussaint Saint-Fleur Charles Dorvilus Cadet
        Estimé Jean-Louis Antoine Lafleur Philippe Exantus Jean_Pierre Célestin Étienne
    """),
)

ARABIC = Naming(
    girls=_words("Yasmine Inès Lina Nour Aya Salma Amira Rania Malak Aïcha Sirine Maryam Israa"),
    boys=_words("Adam Rayan Mohamed Amine Youssef Ilyes Zakaria Anas Omar Mohamed-Amine Nassim"),
    women=_words("Fatima_Zohra Nadia Samira Karima Leïla Houda Amal Khadija Rim Soumaya Naïma"),
    men=_words("Karim Mohamed Rachid Samir Abdelkader Hassan Mourad Nabil Tarek Fouad Walid"),
    families=_words("""
        Benali El_Amrani Haddad Khoury Bouzid Ben_Youssef Al-Masri Ziani Cherkaoui Mansouri
        Belkacem El-Khatib Saïdi Aït_Ahmed Ould_Slimane Abou-Rjeily Trabelsi Hammoudi
    """),
)

LATIN = Naming(
    girls=_words("Valentina Isabella Camila Luciana Antonella María_José Catalina Núria Beatriz"),
    boys=_words("Mateo Santiago Sebastián Thiago Nicolás Emiliano Joaquín João Andrés Iker"),
    women=_words("Andrea Carolina Adriana Luz_Marina Paola Begoña Fernanda Conceição Ximena"),
    men=_words("Carlos Juan_Pablo Andrés Luis Diego Jorge Óscar Álvaro Rui Fernando"),
    families=_words("""
        García_López Rodríguez Hernández_Peña Da_Silva González Muñoz Ramírez Castañeda
        Ferreira De_Oliveira Martínez Vargas Quiñones Pereira_dos_Santos
    """),
)

INDIGENOUS = Naming(
    girls=_words("Aputi Siasi Maina Nikki Tshiueten Kanerahtenhá Uapukun Lizzie Minnie Eva"),
    boys=_words("Aputik Tamusi Putulik Uapan Jimmy Elijah Charlie Matiusi Mashk Davidee"),
    women=_words("Annie Elisapie Lizzie Siasi Mary Harriet Akinisie Louisa Uapukun Natasha"),
    men=_words("Jaaku Paulusie Johnny Matthew Abel Samwillie Tumasi Lucassie Shaushiss"),
    families=_words("""
        Qumaaluk Tukkiapik Annanack Kadjulik Nungak Mianscum Coon_Come Blacksmith Awashish
        Petawabano Vollant Mckenzie-Fontaine Mollen Echaquan Ottawa-Dubé Kistabish Qitsualuk
    """),
)

FAR_EAST = Naming(
    girls=_words("Priya Anika Simran Xin-Yi Mei Ananya Zuzanna Oksana Daria Ioana"),
    boys=_words("Arjun Rohan Gurpreet Wei Jia-Hao Jan Oleksandr Mihai Kenji Aarav"),
    women=_words("Sunita Harpreet Li_Na Ewa Olena Mihaela Yuki Deepika"),
    men=_words("Rajesh Manjit Wei_Jian Piotr Andriy Cătălin Hiroshi Vikram"),
    families=_words("Patel Singh Kaur Chen Wong Zhang Popescu Şerban Kovač Kaya Li Wójcik Melnyk"),
)
