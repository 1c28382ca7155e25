"""Names: persons, places and bodies, told by their surroundings or by the sound that a translation writes."""

import pytest

from glossary.entries import CandidateKind, NameCandidate
from glossary.names import find_names
from glossary.sounds import sounds, written_by_sound
from tm.text.words import readings


def named(*sentences: str, english: tuple[str, ...] = ()) -> dict[str, NameCandidate]:
    return {name.text: name for name in find_names(sentences, english)}


def test_a_person_is_told_by_title_and_by_what_they_do() -> None:
    """Surname and given name after a title, in a byline, or before a verb of saying."""
    found = named("通讯员 顾云帆", "村党支部书记罗启澜认为，路要修。", "贺素岚说，碑刻要慢慢洗。")
    assert {name for name, item in found.items() if item.kind is CandidateKind.PERSON} == {"顾云帆", "罗启澜", "贺素岚"}


def test_a_translation_gives_a_person_an_english_name() -> None:
    """Its sound, surname first; without the possessive."""
    found = named("那天罗启澜家里停电。", english=("The power was off at Luo Qilan's home that day.",))
    assert (found["罗启澜"].kind, found["罗启澜"].english) == (CandidateKind.PERSON, "Luo Qilan")


def test_a_surname_with_a_form_of_address_is_a_name() -> None:
    """With a translation, only if that writes the surname by its sound."""
    assert "聂师傅" in named("聂师傅会修船。", english=("Mr. Nie can mend boats.",))
    assert "聂师傅" not in named("聂师傅会修船。", english=("He can mend boats.",))


def test_places_are_told_behind_a_known_place_and_by_their_sound() -> None:
    """One behind the other; bare only where they stand so."""
    chain = named("他在湖南省碧萝县石榆镇读书。")
    assert {"湖南省", "碧萝县", "石榆镇"} == set(chain)
    assert {"碧萝县", "石榆镇", "石榆镇卫生院"} <= set(
        named("湖南省的碧萝县石榆镇卫生院。", "他在湖南省碧萝县石榆镇。")
    )
    heard = named(
        "碧萝江涨水了，碧萝人上堤。", english=("The Biluo River rose, and the people of Biluo went to the dyke.",)
    )
    assert {name: item.count for name, item in heard.items()} == {"碧萝江": 1, "碧萝": 1}
    assert all(item.kind is CandidateKind.PLACE for item in heard.values())


def test_places_without_translation_are_told_by_the_dictionary() -> None:
    """With the word for their kind, and bare once the dictionary has them with it; not what is a general word."""
    chain = named("他从麻城出发，经大别山到红安县城关镇。")
    assert {"麻城", "大别山", "红安县"} <= set(chain)
    assert not named("通知发到各乡镇，老城区新建了停车场，江海相连。")
    assert "惠民" not in named("惠民的事做了不少。")


def test_places_that_no_dictionary_has_are_told_by_how_they_are_made() -> None:
    """A name before the word for a kind of place, at its full length; not a general word before it."""
    assert {"芦淞区", "井龙街道"} <= set(named("芦淞区的干部来了。", "井龙街道开了会。"))
    assert not named("封控小区、老旧小区、失管社区都有人值守。", "全镇和各村都开了会。", "排查返乡人员。")


def test_a_body_is_called_after_a_place_or_a_name_of_its_own() -> None:
    """As long as its nouns go on, and no further."""
    found = named(
        "碧萝县防汛抗旱指挥部发布通告，晟澜光电科技有限公司停产。",
        english=("The Biluo County flood control headquarters issued a notice; Shenglan Optoelectronics Co. stopped.",),
    )
    assert found["碧萝县防汛抗旱指挥部"].kind is CandidateKind.ORGANISATION
    assert found["晟澜光电科技有限公司"].kind is CandidateKind.ORGANISATION
    assert found["碧萝县"].count == 1


@pytest.mark.parametrize("english", [(), ("Women in the sealed-off zones and controlled zones all said that we can.",)])
def test_general_words_are_no_names(english: tuple[str, ...]) -> None:
    """Zones of a kind, places of a kind, and pronouns that sound like a word with a capital."""
    assert named("封控区管控区的我们都说可以，干部在村口的广场上。", english=english) == {}


def test_traditional_names_stand_as_they_are_written() -> None:
    """Told in Simplified, spelled as the text spells them; a name set wide is closed up."""
    found = named("記者　葉　青　湖南省碧蘿縣報道", english=("By Ye Qing, Biluo County, Hunan",))
    assert {"葉青", "湖南省", "碧蘿縣"} <= set(found)


def test_names_come_most_frequent_first_with_their_sentences() -> None:
    """Deterministic; the examples are sentences as they were given."""
    sentences = ("“湖北”来信。", "湖南来信，湖南又来电。")
    found = find_names(sentences)
    assert [(name.text, name.count) for name in found] == [("湖南", 2), ("湖北", 1)]
    assert found[1].examples[0].text == sentences[0]
    assert found == find_names(sentences)
    assert find_names([]) == ()


def test_sounds_are_joined_where_both_texts_go_on() -> None:
    """Fenglin Jiayuan is one name; one syllable alone is none."""
    joined = sounds("枫林家园很静", "Fenglin Jiayuan is quiet")
    assert [(sound.start, sound.end, sound.english) for sound in joined] == [(0, 4, "Fenglin Jiayuan")]
    assert sounds("他和我", "He and I") == []


def test_a_character_is_heard_in_all_its_readings() -> None:
    """Shan for 单, Lü and Lyu for 吕."""
    assert {"shan", "dan"} <= readings("单")
    assert {"lü", "lv", "lu", "lyu"} <= readings("吕")
    assert readings("a") == frozenset()
    assert written_by_sound("单", "Shan Yu")
    assert not written_by_sound("单", "a shan of tea")
