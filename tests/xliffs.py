"""XLIFF files that tests share: one of each family, and one as Trados writes it."""

XLIFF1 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:my="urn:my">
<file source-language="zh-CN" target-language="en-US" datatype="html" original='tea.docx'>
  <header/>
  <body>
    <group id="g1">
      <trans-unit id="1" approved="yes" my:key = 'a&#10;b'>
        <source>水渠修好了。</source>
        <target state="translated">The canal is mended.</target>
        <note>标题</note><note from="me">of the year</note>
        <alt-trans match-quality="75%"><source>水渠</source><target>canal</target></alt-trans>
      </trans-unit>
      <trans-unit id="2">
        <source><g id="1" ctype="bold">茶园</g>在<x id='2'/><bpt id="3" rid="9">&lt;b&gt;</bpt>山上<ept id="4" rid="9">\
&lt;/b&gt;</ept>。<ph id="5">&lt;img alt="<sub>山</sub>"/&gt;</ph></source>
        <target>The tea garden is on the hill.</target>
      </trans-unit>
    </group>
    <trans-unit id="3"><source>去年种下3200株茶苗。</source></trans-unit>
    <trans-unit id="4"><source>老支书来了。</source><target state="new">老支书来了。</target></trans-unit>
    <trans-unit id="5"><source>大家都来了。</source><target/></trans-unit>
    <trans-unit id="6">
      <source>第一句。第二句。</source>
      <seg-source><mrk mtype="seg" mid="1">第一句。</mrk><mrk mtype="seg" mid="2">第二句。</mrk></seg-source>
      <target state="signed-off"><mrk mtype="seg" mid="1">First.</mrk><mrk mtype="seg" mid="2"/></target>
    </trans-unit>
    <trans-unit id="7"><source>TM</source><target state="translated">TM</target></trans-unit>
    <trans-unit id="8"><source>TMX</source><target>TMX</target></trans-unit>
    <trans-unit id="9" translate="no"><source>不译</source></trans-unit>
  </body>
</file>
</xliff>
"""

XLIFF2 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="2.1" srcLang="zh-CN" trgLang="en-US" xmlns="urn:oasis:names:tc:xliff:document:2.0">
  <file id="f1" original="tea.docx">
    <unit id="u1">
      <segment id="s1" state="reviewed">
        <source>水渠修好了。</source>
        <target>The canal is mended.</target>
      </segment>
      <ignorable><source> </source></ignorable>
      <segment id="s2">
        <source>去年种下3200株茶苗。</source>
      </segment>
    </unit>
    <unit id="u2">
      <notes><note>短</note></notes>
      <originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data>\
<data id="d3">&lt;br/&gt;</data></originalData>
      <segment>
        <source><pc id="1" dataRefStart="d1" dataRefEnd="d2">茶园</pc><sc id="2"/>。\
<ec startRef="2"/><ph id="3" dataRef="d3"/></source>
        <target>The tea garden.</target>
      </segment>
    </unit>
    <unit id="u3"><segment state="initial"><source>老支书来了。</source><target>老支书来了。</target></segment></unit>
  </file>
</xliff>
"""

SDL = """<?xml version="1.0" encoding="utf-8"?><xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" \
xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2" sdl:version="1.0"><file original="C:\\\\茶.docx" \
datatype="x-sdlfilterframework2" source-language="zh-CN" target-language="en-US"><header><tag-defs \
xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><tag id="pt4"><bpt name="b">&lt;b&gt;</bpt></tag></tag-defs></header>\
<body><trans-unit id="t"><source><g id="pt4">第一句。第二句。第三句。</g></source><seg-source><g id="pt4">\
<mrk mtype="seg" mid="1">第一句。</mrk><mrk mtype="seg" mid="2">第二句。</mrk>\
<mrk mtype="seg" mid="3">第三句。</mrk></g></seg-source><target><g id="pt4">\
<mrk mtype="seg" mid="1">First.</mrk><mrk mtype="seg" mid="2">Second?</mrk>\
<mrk mtype="seg" mid="3">Third.</mrk></g></target><sdl:seg-defs><sdl:seg id="1" conf="ApprovedTranslation"/>\
<sdl:seg id="2" conf="Draft"/><sdl:seg id="3" conf="Translated"/></sdl:seg-defs></trans-unit></body></file></xliff>
"""
