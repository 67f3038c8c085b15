"""The languages of Tillmesh: its words and its money, one source for screens and paper.

``words`` reads the catalogues, one folder a language and one ``.po`` file a subject; ``money``
writes amounts. Babel is large: whoever imports these modules does so when somebody asks.
"""
